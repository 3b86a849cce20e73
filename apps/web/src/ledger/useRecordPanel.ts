import { computed, type ComputedRef, onUnmounted, shallowRef, type ShallowRef, watch } from 'vue';
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRoute, useRouter } from 'vue-router';
import { ElMessage } from '../ui/element.js';

interface PanelState {
  id: ComputedRef<string>;
  editing: ShallowRef<boolean>;
  cancel: () => void;
  close: () => void;
}

/**
 * What every record beside its list needs: its id, the way back to its row, and that nothing typed is lost by a slip:
 * a second Esc or 取消 gives it up, and no link leads away before.
 */
export function useRecordPanel(list: string, dirty: () => boolean): PanelState {
  const route = useRoute();
  const router = useRouter();
  const id = computed(() => String(route.params['id']));
  const editing = shallowRef(false);

  let warned = false;
  watch(editing, () => (warned = false));
  watch(id, () => (editing.value = false));
  function cancel(): void {
    if (dirty() && !warned) {
      warned = true;
      ElMessage({ message: '有未保存的修改，再按一次放弃', type: 'warning' });
    } else editing.value = false;
  }
  const stay = (): boolean => {
    if (!editing.value || !dirty()) return true;
    ElMessage({ message: '请先保存或取消修改', type: 'warning' });
    return false;
  };
  onBeforeRouteLeave(stay);
  onBeforeRouteUpdate(stay);

  let last = id.value;
  watch(id, (next) => next !== 'undefined' && (last = next));
  onUnmounted(() => document.querySelector<HTMLElement>(`.grid-table a[href^="${list}/${last}"]`)?.focus());

  return { id, editing, cancel, close: () => void router.push({ path: list, query: route.query }) };
}
