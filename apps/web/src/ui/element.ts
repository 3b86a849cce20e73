/**
 * The only door to Element Plus: per component, each with its own styles, worn in our tokens. Office pages are lazy
 * routes, so that the wall, the desk and the phone never load any of it.
 */
import 'element-plus/es/components/config-provider/style/css';
import 'element-plus/es/components/date-picker/style/css';
import 'element-plus/es/components/dialog/style/css';
import 'element-plus/es/components/message/style/css';
import 'element-plus/es/components/pagination/style/css';
import 'element-plus/es/components/select/style/css';
import 'element-plus/es/components/tree-select/style/css';
import './element.css';

export { ElConfigProvider } from 'element-plus/es/components/config-provider/index.mjs';
export { ElDatePicker } from 'element-plus/es/components/date-picker/index.mjs';
export { ElDialog } from 'element-plus/es/components/dialog/index.mjs';
export { ElMessage } from 'element-plus/es/components/message/index.mjs';
export { ElPagination } from 'element-plus/es/components/pagination/index.mjs';
export { ElOption, ElSelect } from 'element-plus/es/components/select/index.mjs';
export { ElTreeSelect } from 'element-plus/es/components/tree-select/index.mjs';
export { default as zhCn } from 'element-plus/es/locale/lang/zh-cn.mjs';
