import type { Messages } from '../zh-CN'

export const postsWords: Pick<Messages, 'post' | 'employer'> = {
  post: {
    cardPdf: 'Print job card',
    cardPng: 'Job picture',
    offers: 'Offers',
    title: 'Posts',
    add: 'Add a post',
    import: 'Import posts',
    editTitle: 'Edit {name}',
    publish: 'Publish',
    published: 'Published',
    empty: 'No posts yet',
    emptyText: 'Add a post or import a table of posts',
  },
  employer: {
    title: 'Employers',
    add: 'Add an employer',
    import: 'Import employers',
    editTitle: 'Edit {name}',
    posts: 'Posts',
    empty: 'No employers yet',
    emptyText: 'Add an employer or import a table of employers',
  },
}
