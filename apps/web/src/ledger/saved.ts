import { h } from 'vue';
import { ElMessage } from '../ui/element.js';

/** 已保存, with a way back for eight seconds when there is one. */
export function tellSaved(undo: (() => void) | null): void {
  const message = ElMessage({
    type: 'success',
    duration: 8000,
    message: h('span', { 'data-testid': 'saved' }, [
      '已保存',
      undo === null
        ? null
        : h('button', { type: 'button', class: 'undo', 'data-testid': 'undo', onClick: () => (message.close(), undo()) }, '撤销'),
    ]),
  });
}
