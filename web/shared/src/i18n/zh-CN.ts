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
    from: '从', to: '到', numberWanted: '请填写数字', several: '{text} 等 {count} 项', since: '{date} 起', until: '至 {date}',
  },
  views: {
    title: '视图：{name}', standard: '默认', save: '另存为', name: '视图名称', empty: '还没有保存的视图', reset: '恢复默认',
    remove: '删除视图：{name}', update: '更新“{name}”',
  },
  columns: {
    title: '列', shown: '显示的列（{count}/{max}）', hidden: '其他列', reset: '恢复默认', frozen: '固定',
    up: '上移{name}', down: '下移{name}', full: '最多 {max} 列',
  },
  table: { selectPage: '选择本页', selectRow: '选择此行' },
  pager: { label: '翻页', previous: '上一页', next: '下一页', size: '每页行数', perPage: '每页 {size}' },
  list: {
    notFilled: '未填写：{names}', asOf: '截至 {date}', containing: '含“{text}”', sentence: '条件：{text}', join: '、',
    noneFiltered: '没有符合全部条件的', noneFilteredText: '可以先去掉“{text}”再看',
    copy: '复制 {count} {unit}', copied: '已复制 {count} 行，可以直接粘贴到表格', selected: '已选 {count} {unit}',
    tooManyToPrint: '共 {count} 行，超过 {max} 行请用导出',
  },
  form: {
    choose: '请选择', typeRegion: '输入地区名查找', keepMasked: '{value}（不改请留空）', required: '必填', requiredText: '请填写',
    changed: '已改 {count} 处', unchanged: '还没有改动', saved: '已保存', leave: '有改动还没有保存，确定离开吗？',
  },
  file: { choose: '选择文件', paste: '也可以在这里按 Ctrl+V 粘贴从表格复制的内容' },
  chart: { table: '看表格', chart: '看图' },
  job: {
    queued: '等待开始', running: '正在进行：已完成 {done}/{total} 步', done: '已完成', failed: '没有做完', cancelled: '已取消', cancel: '停止', times: '用时',
    state: { queued: '等待中', running: '进行中', done: '已完成', failed: '没有做完', cancelled: '已取消' },
  },
  home: {
    asOf: '数据截至 {time}', title: '今日', lunar: '农历{date}', month: '本月', todo: '需要您办的', funnel: '从岗位到留下', stage: '环节', count: '数量', ofStage: '占上一环节',
    startMonth: '开始 {month} 月比对', share: '占{label} {value} 人的 {share}', cannotOpen: '这个数来自汇总文件，名单在“比对”的输出文件中',
    noFigures: '还没有本月的数', noFiguresText: '导入名册后，这里会列出本月的数', nothing: '今天没有要办的事', nothingText: '有新的事会自动列在这里',
  },
  people: {
    views: '人员视图', add: '新增人员', printList: '打印名单', edit: '修改', editTitle: '修改 {name}', card: '打印一人一卡',
    changeState: '登记变化', changeTitle: '登记变化：{name}', changeOn: '发生日期', evidence: '依据', evidenceExample: '如：电话核实、工作站登记',
    note: '备注', saveChange: '登记', age: '{age} 岁', relation: '与户主关系：{relation}', idNumber: '身份证号', phone: '电话', bankAccount: '银行账号', state: '状态',
    since: '自 {date}', onNoList: '现在不在任何清单上', whyNot: '为什么不在其他清单上', hideWhy: '收起',
    tab: { timeline: '经历', spells: '就业', record: '登记信息', sources: '来源', access: '查看记录' },
    noTimeline: '还没有经历', noTimelineText: '登记变化、导入和比对都会记在这里',
    noSpells: '还没有就业经历', noSpellsText: '登记一段就业，或由每月比对发现',
    five: '五清', four: '四清', missing: '（缺{text}）', otherFields: '其他',
    observations: '三库比对', noObservations: '还没有比对过', noObservationsText: '每月比对后，这里列出各库的结果与行号',
    observedAt: '{file} 第 {row} 行', identifiers: '证件', noIdentifiers: '没有登记证件', untilNow: '至今',
    noAccess: '没有人查看过完整信息', noAccessText: '查看身份证号、电话、银行账号都会记在这里', lookedAt: '查看{field}', purpose: '用途：{purpose}',
    matches: '适合的岗位', noMatches: '还没有推荐。每月比对后给出。', stay6: '留满 6 个月的可能 {share}',
    entitlements: '能领什么', noEntitlements: '还没有核定。每月比对后给出。', stillMissing: '还差：{text}',
    outcome: { pay: '可领', refuse: '不能', review: '待核', possible: '可能可领' },
    intention: '意向', addIntention: '登记意向', noIntention: '还没有问过意向',
    household: '家庭', householdNo: '户编号 {number}', noHousehold: '没有登记家庭',
    title: { all: '人员', task: '任务清单', retention: '稳岗清单', visit: '待摸底' },
    view: { all: '全部人员', task: '任务清单', retention: '稳岗清单', visit: '待摸底' },
    empty: { all: '名册里还没有人', task: '任务清单上没有人', retention: '稳岗清单上没有人', visit: '没有待摸底的人' },
    emptyText: {
      all: '导入一份名册，或逐个新增人员', task: '未就业、有劳动能力且愿意外出的人会自动列在这里',
      retention: '在岗人员会自动列在这里', visit: '意愿或能力待确认的人会自动列在这里',
    },
  },
  group: {
    identity: '身份', contact: '联系方式', household: '家庭', skill: '文化与技能', health: '健康', state: '就业状态', placement: '就业经历',
    intention: '意向', family: '家人', money: '收支与账户', record: '登记', other: '其他',
  },
  event: {
    started: '开始就业', ended: '结束就业', wage: '月工资 {wage}', masked: '{field}已更正', evidence: '依据：{text}',
    person_import: '名册导入', person_compare: '每月比对', compare_run: '三库比对', account_create: '新建账号', unit_add: '新建单位', household_add: '建户', household_edit: '更正户', person_add: '建档', person_edit: '更正信息', person_state: '登记变化', person_reveal: '查看完整号码', spell_add: '登记就业', spell_edit: '更正就业',
    intention_save: '登记意向', import_apply: '名册导入', import_withdraw: '撤回导入', import: '名册导入', observation_add: '比对', post_add: '新增岗位',
    post_edit: '更正岗位', employer_add: '新增企业', employer_edit: '更正企业', month_apply: '每月比对', account_sign_in: '登录',
  },
  household: { title: '户', empty: '还没有户', emptyText: '导入名册时填写户编号，户会自动建立', members: '同户人员' },
  spell: { title: '就业经历', empty: '还没有就业经历', emptyText: '导入名册，或在个人页登记就业', add: '登记就业', edit: '修改就业' },
  post: {
    title: '岗位', add: '新增岗位', import: '导入岗位', editTitle: '修改 {name}', publish: '发布岗位', published: '已发布',
    empty: '还没有岗位', emptyText: '新增一个岗位，或导入岗位表',
  },
  employer: {
    title: '企业', add: '新增企业', import: '导入企业', editTitle: '修改 {name}', posts: '查看岗位',
    empty: '还没有企业', emptyText: '新增一家企业，或导入企业表',
  },
  audit: { from: { import: '导入', month: '每月比对', withdraw: '撤回', job: '后台任务' }, at: '时间', seq: '序号', actor: '经办人', action: '事项', subject: '对象', cause: '来由', chain: '单位', older: '更早的', title: '变更记录', empty: '还没有变更', emptyText: '每一次修改都会记在这里' },
  month: {
    title: '每月比对', start: '开始比对', of: '{month}比对', run: '开始', again: '再比对一次',
    empty: '还没有比对过', emptyText: '放入本月名册与登记库，得出清单、岗位推荐和补贴核定',
    period: '月份', asOf: '截至日期', drop: '把本月的文件一起拖到这里', files: '本月文件', whatIsIt: '这些文件是什么？',
    chooseKind: '请选择', remove: '移除', resume: '中断后再次开始会从断点继续',
    kind: {
      roster: '人员名册', social_insurance: '社会保险', labour_resource: '劳动力资源', social_card: '社保卡', posts: '岗位',
      employers: '企业', claims: '补贴申请',
    },
    without: {
      roster: '必须有', social_insurance: '没有时不核对参保', labour_resource: '没有时不核对就业登记', social_card: '没有时不核对社保卡',
      posts: '没有时用库里已发布的岗位', employers: '没有时用库里的企业', claims: '没有时只提示可能可领，不出金额',
    },
    figure: { people: '名册', on_post: '在岗', task: '任务清单', retention: '稳岗清单', visit: '待摸底' }, now: '现为', indicators: '指标', indicator: '指标', value: '数值', share: '占比', definition: '口径',
    result: '结果', people: '名册', onPost: '在岗', task: '任务清单', retention: '稳岗清单', visit: '待摸底', placed: '匹配岗位',
    pay: '应发补贴', rejected: '退回', rows: '行', findings: '比对结论', addUp: '合计等于名册人数',
    finding: {
      still_employed: '继续在岗', changed_employer: '更换单位', newly_employed: '新就业', employment_lapsed: '就业中断', not_employed: '未就业',
    },
    inFile: '名单在下面的输出文件中', outputs: '输出文件', noFiles: '还没有输出文件', pastLists: '清单之后又有变化，这个月的名单在下面的输出文件中',
    file: {
      task_list_xlsx: '任务清单', retention_list_xlsx: '稳岗清单', report_xlsx: '月报（表格）', report_pdf: '月报（打印）', rejects_csv: '退回的行',
      summary_json: '汇总数据',
    },
  },
  import: {
    fromMonth: '每月比对的{kind}', fileName: '文件', content: '内容', stateName: '状态', title: '导入', start: '导入文件', empty: '还没有导入过', emptyText: '先下载模板，或直接用您现有的表',
    steps: '导入步骤', step: { file: '选文件', columns: '对应列', check: '检查', preview: '预览变化', run: '执行' },
    kindQuestion: '文件里是什么？', kind: { roster: '人员名册', posts: '岗位', employers: '企业' },
    templateText: '表头不必改，列的顺序随意。没有现成的表时，', template: '下载{kind}模板', drop: '把表格文件拖到这里',
    pastedName: '粘贴的内容.csv', promise: '先检查，不写入；您看过变化再执行，执行后还可以整批撤回。',
    column: '表中的列', samples: '前几行', field: '对应字段', fieldOf: '{column}对应的字段', notUsed: '不导入', noHeader: '第 {number} 列（无表头）',
    unsure: '不确定，请核对', missingFields: '还没有对应：{names}', twice: '对应了两次：{names}', unusedColumns: '有 {count} 列不导入',
    checkNow: '检查', remap: '重新对应列', working: '正在处理', totals: '检查结果', totalRows: '共 {rows} 行',
    total: { new: '新增', update: '更新', same: '无变化', conflict: '冲突', error: '错误' },
    problems: '问题', noProblems: '没有问题', noChanges: '没有这类变化', row: '行', sheetRow: '表中行', value: '内容', reason: '原因', cure: '怎么改',
    suggestion: '建议', who: '姓名', before: '原来', after: '改为', request: '不归您改，将转为变更申请',
    conflictText: '这些内容已有较新的值，或不归您维护；不会直接改写，而是转给归口单位决定。',
    goodOnly: '只导入没有错误的行（写入 {rows} 行，跳过 {errors} 行）', readyText: '没有错误，可以导入', runNow: '导入 {rows} 行',
    returned: '下载标出错误的原表', reupload: '上传改好的表', returnedText: '您的原表，错误已着色并加了“错误说明”一列；改好后再上传，只处理改过的行。',
    doneText: '已导入', withdrawnText: '已撤回', withdraw: '撤回这次导入', withdrawTitle: '撤回这次导入？',
    withdrawText: '将撤回新增的 {new} 行和更新的 {update} 行；之后又被改过的内容不会动，会列为冲突。', seePeople: '查看人员',
    state: {
      uploaded: '待对应列', mapped: '待检查', checking: '正在检查', checked: '已检查', running: '正在导入', done: '已导入',
      withdrawing: '正在撤回', withdrawn: '已撤回', failed: '没有做完',
    },
  },
}

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }
export type Messages = Words<typeof zh>
