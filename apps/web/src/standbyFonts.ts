import { ALARM_KINDS, ALARM_STATES, PRIORITIES } from '#contracts';

/** What a screen may have to write at once, or when nothing can be fetched any more: link loss, takeover, refusals. */
const STANDBY_TEXT = [
  '链路正常无心跳中断没有以下是的数据，正在自动重连下列警情可能不是最新尚连接服务器迟秒分时天前刚尽未',
  '特急另有起、姓名单元房号仅在值守席显示已持续自谁处置坐席响铃中超过时限用位置定核实为准报警来源最近信号编共次助老设备摄像机巡检机器人电梯传感器知',
  '其余照常今日事件新增办结声音开启点击后回到值守总览受理返回暂看步骤由记录成功先请选择',
  ...Object.values(ALARM_KINDS).map((kind) => kind.text),
  ...Object.values(PRIORITIES).map((priority) => priority.text),
  ...Object.values(ALARM_STATES),
].join('');

/** The font comes in slices, each fetched when first used; these are fetched before they are needed. */
export function loadStandbyFonts(): void {
  // A slice that does not come now is asked for again by the text itself.
  void document.fonts.load('20px "Noto Sans SC Variable"', STANDBY_TEXT).catch(() => undefined);
}
