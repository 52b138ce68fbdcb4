// 界面用语。按钮用动词；一事一词；称“您”；不出现外文；不称任何人为贫困（用“脱贫人口”“监测对象”等编码表中的词）。
export const zh = {
  brand: '岗桥',
  action: {
    retry: '重试', cancel: '取消', copy: '复制', query: '查询', export: '导出', refresh: '刷新', save: '保存', edit: '修改',
    back: '返回', close: '关闭', open: '打开', next: '下一步', previous: '上一步', download: '下载', print: '打印', add: '新增',
  },
  unit: { yuan: '元', people: '人', household: '户', post: '个岗位', employer: '家', spell: '段', event: '条', import: '次' },
  error: {
    code: '代码：{code}', summary: '有 {count} 处需要改正', stale: '{who} 在 {when} 改过此人，您看到的不是最新内容',
    staleText: '请重新打开后再改；您填写的内容仍在下面，可以对照', reopen: '重新打开',
  },
  missing: { title: '没有这个页面', text: '地址可能写错了，或者您没有查看的权限', home: '回首页' },
  shell: {
    skip: '跳到内容', home: '岗桥首页', rail: '功能', signOut: '退出登录', otherLanguage: 'English',
    foldTree: '收起地区', showTree: '展开地区',
  },
  rail: {
    home: '首页', people: '人员', lists: '清单', posts: '岗位', employers: '企业', imports: '导入', months: '比对',
    audit: '审计', more: '更多',
  },
  search: {
    placeholder: '姓名、拼音首字母、身份证或电话后四位', short: '查找', results: '查找结果',
    none: '没有找到。可以试试姓名的一部分、拼音首字母，或身份证、电话后四位',
  },
  region: {
    label: '地区', head: '地区 · 劳动力人数 · 新鲜度', find: '输入地区名', outside: '区划外单位', notFound: '没有这个地区，或不在您的范围内',
    freshAt: '数据更新于 {date}', neverFresh: '还没有数据', old: '超过 35 天未更新', stale: '超过 70 天未更新',
    toggle: '展开或收起{name}', open: '选择地区',
  },
  signIn: {
    slogan: '劳务协作工作台', account: '账号', password: '密码', submit: '登录', demo: '演示账号',
    demoText: '这是演示数据，所有人员均为虚构。选一个身份直接登录：',
    again: '请重新登录', againText: '登录已失效。重新登录后继续，您填写的内容还在。', leave: '放弃并退出',
  },
  masked: {
    show: '查看', hide: '收起', title: '查看{label}', confirm: '查看并记录', copied: '已复制',
    explain: '请选择用途。这次查看会记录在案，本人可以看到。',
  },
  filter: {
    search: '姓名等关键字', add: '条件', clear: '取消全部', remove: '取消条件：{text}', findField: '查找字段', findOption: '查找选项',
    noField: '没有这个字段', empty: '未填写', yes: '是', no: '否', atLeast: '不少于', atMost: '不超过', or: '或',
    from: '从', to: '到', numberWanted: '请填写数字',
  },
  columns: {
    title: '列', shown: '显示的列（{count}/{max}）', hidden: '其他列', reset: '恢复默认', frozen: '固定',
    up: '上移{name}', down: '下移{name}', full: '最多 {max} 列',
  },
  table: { selectPage: '选择本页', selectRow: '选择此行' },
  pager: { label: '翻页', previous: '上一页', next: '下一页', size: '每页行数', perPage: '每页 {size}' },
  list: {
    asOf: '截至 {date}', containing: '含“{text}”', sentence: '条件：{text}',
    noneFiltered: '没有符合全部条件的', noneFilteredText: '可以先去掉“{text}”再看',
    copy: '复制 {count} {unit}', copied: '已复制 {count} 行，可以直接粘贴到表格', selected: '已选 {count} {unit}',
  },
  people: {
    views: '人员视图', add: '新增人员', printList: '打印名单',
    title: { all: '人员', task: '任务清单', retention: '稳岗清单', visit: '待摸底' },
    view: { all: '全部人员', task: '任务清单', retention: '稳岗清单', visit: '待摸底' },
    empty: { all: '名册里还没有人', task: '任务清单上没有人', retention: '稳岗清单上没有人', visit: '没有待摸底的人' },
    emptyText: {
      all: '导入一份名册，或逐个新增人员', task: '未就业、有劳动能力且愿意外出的人会自动列在这里',
      retention: '在岗人员会自动列在这里', visit: '意愿或能力待确认的人会自动列在这里',
    },
  },
  household: { title: '户', empty: '还没有户', emptyText: '导入名册时填写户编号，户会自动建立', members: '同户人员' },
  spell: { title: '就业经历', empty: '还没有就业经历', emptyText: '导入名册或在个人页登记就业' },
  month: { start: '开始比对' },
  import: { start: '导入文件' },
}

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }
export type Messages = Words<typeof zh>
