import { ChatFailed, type ChatChannel, type ChatPorts } from '../../app/chatPorts';
import { mattermost } from './mattermost';
import { Slack } from './slack';
import { addressProblem, postToWebhook } from './webhooks';

/** Chat channels, by webhook or, where the settings name a channel of the product, by its API. */
export function chatPorts(slackApi = 'https://slack.com/api'): ChatPorts {
  const slack = new Slack(slackApi);
  return {
    addressProblem,
    post: (channel, secret, message, thread, signal) => {
      if (channel.channel === undefined) return postToWebhook(channel, secret, message, signal);
      return channel.kind === 'slack'
        ? slack.post(channel, secret, message, thread, signal)
        : mattermost.post(channel, secret, message, thread, signal);
    },
    whoIs: (channel, token, signal) =>
      channel.kind === 'slack' ? slack.whoIs(token, signal) : mattermost.whoIs(channel, token, signal),
    read: (channel, token, thread, signal) => {
      if (!hasApi(channel)) return Promise.reject(new ChatFailed({ problem: 'notConnected', detail: '' }));
      return channel.kind === 'slack'
        ? slack.read(channel, token, thread, signal)
        : mattermost.read(channel, token, thread, signal);
    },
    readLinked: (channel, token, link, signal) =>
      channel.kind === 'slack'
        ? slack.readLinked(token, link, signal)
        : mattermost.readLinked(channel, token, link, signal),
  };
}

function hasApi({ channel }: ChatChannel): boolean {
  return channel !== undefined;
}
