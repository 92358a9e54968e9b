import { type GitHubState, nextId } from './github-state.ts';
import { commentsOf, itemOf, itemUrl } from './items.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, markOf, repositoryOf, timeOf } from './repositories.ts';

/** What is done with comments. */
export const commentHandlers = (
  state: GitHubState,
): GitHubHandlers<'add_comment' | 'list_comments' | 'delete_comment'> => ({
  add_comment: async ({ repo, number, body }, ctx) => {
    const repository = repositoryOf(state, repo);
    const item = itemOf(repository, number);
    const id = nextId(state);
    const createdAt = timeOf(ctx);
    repository.comments.set(id, { id, number, body, author: state.login, createdAt, ...markOf(ctx) });
    item.updatedAt = createdAt;
    return { id, url: `${itemUrl(repository, item)}#issuecomment-${id}`, createdAt };
  },
  list_comments: async ({ repo, number, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const item = itemOf(repository, number);
    const { shown, told } = listed(commentsOf(repository, number), paging);
    const comments = shown.map((comment) => ({
      id: comment.id,
      body: comment.body,
      author: comment.author,
      url: `${itemUrl(repository, item)}#issuecomment-${comment.id}`,
      createdAt: comment.createdAt,
      ...markOf(comment.callId === undefined ? {} : { callId: comment.callId }),
    }));
    return { comments, ...told };
  },
  delete_comment: async ({ repo, id }) => ({ id, deleted: repositoryOf(state, repo).comments.delete(id) }),
});
