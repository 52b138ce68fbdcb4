export const postsWords = {
  post: {
    cardPdf: '打印招聘卡',
    cardPng: '招聘图片',
    offers: '推荐的人',
    title: '岗位',
    add: '新增岗位',
    import: '导入岗位',
    editTitle: '修改 {name}',
    publish: '发布岗位',
    published: '已发布',
    empty: '还没有岗位',
    emptyText: '新增一个岗位，或导入岗位表',
  },
  employer: {
    title: '企业',
    add: '新增企业',
    import: '导入企业',
    editTitle: '修改 {name}',
    posts: '查看岗位',
    empty: '还没有企业',
    emptyText: '新增一家企业，或导入企业表',
  },
}
