// The only place that knows the component library. Everything else imports from here, so that a change of library
// or of its defaults stays in this folder.
import 'element-plus/es/components/base/style/css'
import 'element-plus/es/components/button/style/css'
import 'element-plus/es/components/checkbox/style/css'
import 'element-plus/es/components/checkbox-group/style/css'
import 'element-plus/es/components/date-picker/style/css'
import 'element-plus/es/components/dialog/style/css'
import 'element-plus/es/components/drawer/style/css'
import 'element-plus/es/components/dropdown/style/css'
import 'element-plus/es/components/dropdown-item/style/css'
import 'element-plus/es/components/dropdown-menu/style/css'
import 'element-plus/es/components/input/style/css'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/option/style/css'
import 'element-plus/es/components/popover/style/css'
import 'element-plus/es/components/progress/style/css'
import 'element-plus/es/components/radio/style/css'
import 'element-plus/es/components/radio-group/style/css'
import 'element-plus/es/components/select/style/css'
import 'element-plus/es/components/tab-pane/style/css'
import 'element-plus/es/components/tabs/style/css'
import 'element-plus/es/components/tooltip/style/css'
import './theme.css'

export { default as elementZh } from 'element-plus/es/locale/lang/zh-cn'
export { default as elementEn } from 'element-plus/es/locale/lang/en'
export { ElButton as KitButton } from 'element-plus/es/components/button/index'
export {
  ElCheckbox as KitCheckbox,
  ElCheckboxGroup as KitCheckboxGroup,
} from 'element-plus/es/components/checkbox/index'
export { ElConfigProvider as KitConfig } from 'element-plus/es/components/config-provider/index'
export { ElDatePicker as KitDatePicker } from 'element-plus/es/components/date-picker/index'
export { ElDialog as KitDialog } from 'element-plus/es/components/dialog/index'
export { ElDrawer as KitDrawer } from 'element-plus/es/components/drawer/index'
export {
  ElDropdown as KitDropdown,
  ElDropdownItem as KitDropdownItem,
  ElDropdownMenu as KitDropdownMenu,
} from 'element-plus/es/components/dropdown/index'
export { ElInput as KitInput } from 'element-plus/es/components/input/index'
export { ElMessage as showMessage } from 'element-plus/es/components/message/index'
export { ElPopover as KitPopover } from 'element-plus/es/components/popover/index'
export { ElProgress as KitProgress } from 'element-plus/es/components/progress/index'
export { ElRadio as KitRadio, ElRadioGroup as KitRadioGroup } from 'element-plus/es/components/radio/index'
export { ElOption as KitOption, ElSelect as KitSelect } from 'element-plus/es/components/select/index'
export { ElTabPane as KitTabPane, ElTabs as KitTabs } from 'element-plus/es/components/tabs/index'
export { ElTooltip as KitTooltip } from 'element-plus/es/components/tooltip/index'
