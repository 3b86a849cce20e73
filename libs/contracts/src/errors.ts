/**
 * Every error code that may cross the wire, with its HTTP status and the Chinese sentence a person sees.
 * `{name}` in a sentence is filled from the typed details of the error.
 */
export const ERRORS = {
  INTERNAL: [500, '服务器内部出错,请稍后再试;如反复出现,请把请求编号告诉管理员'],
  BAD_REQUEST: [400, '请求内容有误:{reason}'],
  INVALID_ID: [400, '编号“{field}”不正确,应为数字'],
  NOT_FOUND: [404, '没有找到要的内容,或您无权查看'],
  METHOD_NOT_ALLOWED: [405, '该地址不支持这种操作'],
  PAYLOAD_TOO_LARGE: [413, '内容过大:上限 {limit},请拆小后重发'],
  UNSUPPORTED_MEDIA_TYPE: [415, '不支持的内容类型“{type}”,请用 application/json 或 CloudEvents 类型'],
  RATE_LIMITED: [429, '请求过于频繁,请在 {seconds} 秒后重试'],
  AUTH_REQUIRED: [401, '请先登录'],
  SESSION_EXPIRED: [401, '登录已过期,请重新登录'],
  LOGIN_FAILED: [401, '用户名或密码不正确'],
  LOGIN_LOCKED: [429, '连续输错次数过多,账号已暂停登录,请在 {seconds} 秒后重试'],
  PASSWORD_CHANGE_REQUIRED: [403, '请先修改初始密码,再使用系统'],
  PASSWORD_WEAK: [400, '密码过于简单:{min} 到 {max} 个字符,不能与用户名相同,不能只用几个重复字符'],
  STEP_UP_REQUIRED: [401, '请再次输入密码确认身份,十分钟内有效'],
  STEP_UP_FAILED: [403, '密码不正确'],
  SETUP_CLOSED: [403, '初始化链接无效或已使用'],
  NAME_TAKEN: [409, '名称“{name}”已被使用'],
  SELF_LOCKOUT: [409, '不能停用自己的账号或结束自己的授权,请由另一位管理员操作'],
  FIELD_UNKNOWN: [400, '没有“{field}”这个字段'],
  FIELD_NOT_EDITABLE: [400, '“{label}”不能在这里修改'],
  FIELD_INVALID: [400, '“{label}”有误:{reason}'],
  FIELD_NOT_REVEALABLE: [403, '您的角色不能查看“{label}”的明文'],
  RECORD_CONFLICT: [409, '记录已被 {by} 修改,请核对后再保存'],
  RECORD_LEFT: [409, '此人已迁出或死亡,不能再修改'],
  HOUSEHOLD_UNKNOWN: [404, '没有找到该户,或您无权查看'],
  TAG_UNKNOWN: [400, '没有“{tag}”这个标签'],
  TAG_DERIVED: [409, '标签“{tag}”由系统按年龄等推算,不能手工增减'],
  BUDGET_EXHAUSTED: [429, '今日{what}次数已用完({limit} 次),明天零点恢复;确有需要请联系主管'],
  FILE_MISSING: [400, '请选择一个 .xlsx 或 .csv 文件上传(一次一个)'],
  FILE_NO_HEADER: [400, '“{name}”中找不到表头行,请确认第一张工作表就是要导入的表格'],
  IMPORT_SUBJECT: [400, '“{name}”不像人员表;目前只能导入人员、户和房屋信息'],
  IMPORT_STATE: [409, '该导入目前{state},不能进行此操作'],
  IMPORT_HAS_ERRORS: [409, '还有 {rejected} 行不能入库;请下载错误表改正后重新上传,或选择“跳过错误行”'],
  IMPORT_UNSETTLED: [409, '还有 {count} 列没有确认对应的字段'],
  REVIEW_DECIDED: [409, '该条已由 {by} 处理'],
  PHOTO_INVALID: [400, '照片格式不支持,请拍照或选择 JPEG 图片(5 MB 以内)'],
  TASK_FULL: [409, '这项任务的名额已满'],
  LINK_INVALID: [404, '链接无效或已停用,请向社区索取新的链接'],
  FORBIDDEN: [403, '您的角色无权进行此操作'],
  DEMO_LOOPBACK_ONLY: [403, '演示账号只能在本机登录'],
  WALL_TOKEN_REQUIRED: [401, '大屏需要配对:请由管理员生成大屏令牌'],
  SOURCE_KEY_INVALID: [401, '数据源密钥不正确或已停用'],
  SOURCE_MISMATCH: [403, '事件的 source 与登录的数据源不一致'],
  JSON_INVALID: [400, '不是合法的 JSON:{reason}'],
  JSON_TOO_DEEP: [400, 'JSON 嵌套过深,最多 {limit} 层'],
  JSON_FORBIDDEN_KEY: [400, 'JSON 中含有不允许的键“{key}”'],
  NOT_UTF8: [400, '内容不是 UTF-8 编码'],
  EVENT_TOO_LARGE: [413, '单个事件超过 {limit} 字节'],
  BATCH_TOO_LARGE: [413, '一批最多 {limit} 个事件'],
  EVENTS_ALL_INVALID: [400, '没有一个事件有效,详见 rejected'],
  EVENT_INVALID: [400, '事件内容有误:{reason}'],
  EVENT_TYPE_UNKNOWN: [400, '未知的事件类型“{type}”'],
  EVENT_TIME_NAIVE: [400, '时间“{value}”缺少时区,请写成 2026-11-23T08:00:00+08:00 或以 Z 结尾'],
  EVENT_TIME_ABSURD: [400, '时间“{value}”不合理:早于一年前或晚于现在'],
  DATUM_UNKNOWN: [400, '坐标系“{value}”不支持,请用 WGS84、CGCS2000、GCJ02 或 BD09'],
  JOURNAL_FULL: [503, '接收缓冲已满,请稍后重发'],
  NOT_READY: [503, '系统正在启动或停止,请稍后再试'],
  CONTENT_CONFLICT: [409, '同一编号的事件内容不同,已隔离待查'],
  REF_UNKNOWN: [422, '找不到“{ref}”({kind})'],
  RULE_FAILED: [422, '处理该事件时出错:{reason}'],
  VERSION_CONFLICT: [409, '内容已被 {by} 更改,请刷新后再试'],
  ALARM_NOT_QUEUED: [409, '该警情已由 {by} 受理'],
  ACTION_UNKNOWN: [400, '不支持的操作“{action}”'],
  ORIGIN_REFUSED: [403, '来源网址不被允许'],
  ROOM_UNKNOWN: [404, '没有编号为“{area}”的区域,或您无权查看'],
  FILE_EMPTY: [400, '文件“{name}”是空的,请检查后重新上传'],
  FILE_TOO_LARGE: [413, '文件“{name}”超过 {limit} MB,请拆成几个文件上传'],
  FILE_TOO_LARGE_UNPACKED: [400, '文件“{name}”解压后过大,可能已损坏或夹带异常内容;请把数据复制到新表格后再上传'],
  FILE_DAMAGED: [400, '文件“{name}”不完整或已损坏({reason}),请重新导出或另存后再上传'],
  FILE_XLS_LEGACY: [400, '“{name}”是旧版 .xls 格式,请用 Excel 或 WPS 另存为 .xlsx 后再上传'],
  FILE_ENCRYPTED: [400, '“{name}”设了打开密码,请取消密码并另存后再上传'],
  FILE_HAS_MACROS: [400, '“{name}”含有宏,不予读取;请另存为不带宏的 .xlsx 后再上传'],
  FILE_NOT_SHEET: [400, '“{name}”不是 XLSX 或 CSV 表格(内容像{looks}),请另存为 .xlsx 后再上传'],
  FILE_ENCODING_UNKNOWN: [400, '“{name}”的文字编码无法识别,请另存为 UTF-8 编码的 CSV 或 .xlsx 后再上传'],
  FILE_CSV_BROKEN: [400, '“{name}”第 {row} 行的引号不成对或内容过长,请改正后再上传'],
  FILE_XML_FORBIDDEN: [400, '“{name}”含有不允许的定义(DTD 或实体),不予读取;请把数据复制到新表格后再上传'],
  FILE_TOO_MANY_ROWS: [400, '“{name}”超过 {limit} 行,请拆成几个文件上传'],
  FILE_TOO_MANY_COLUMNS: [400, '“{name}”在 {cell} 有内容,超过 {limit} 列,请删去多余的列后再上传'],
  FILE_TOO_MANY_CELLS: [400, '“{name}”超过 {limit} 个有内容的单元格,请拆成几个文件上传'],
  FILE_FORMULA_UNCALCULATED: [400, '“{name}”的 {cell} 是没有结果的公式,请用 Excel 或 WPS 打开并保存一次后再上传'],
  FILE_SHEET_UNKNOWN: [400, '“{name}”中没有名为“{sheet}”的工作表'],
  TEMPLATE_NOT_RECOGNISED: [400, '“{name}”中找不到可填写的表:没有看出表头、成对的栏目或行列交叉的统计表。请确认上传的是部门下发的空白表,栏目名称写在单元格里(不是图片)'],
  TEMPLATE_CHANGED: [409, '“{name}”与识别时的表不是同一种,请重新上传识别后再填写'],
  TEMPLATE_TOO_MANY_RECORDS: [400, '一次最多填写 {limit} 行,现有 {count} 行,请缩小范围或分几次填写'],
  FILE_READ_TIMEOUT: [400, '读取“{name}”超过 {seconds} 秒仍未完成,请删去多余的格式和空行或拆小后再上传'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

/** The one failure body of HTTP and sockets. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: Record<string, unknown>; requestId?: string };
}

/** Fills `{name}` places of a code's sentence; a missing detail leaves a dash, never the raw placeholder. */
export function errorMessage(code: ErrorCode, details: Record<string, unknown> = {}): string {
  return ERRORS[code][1].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '—';
  });
}
