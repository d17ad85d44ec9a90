using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;

namespace StreamChat.TestDriver
{
    /// <summary>On which threads an app hears of things.</summary>
    public sealed partial class Driver
    {
        private void AddThreadCommands()
        {
            _commands["connectOnMainThread"] = request => OnThread(request, (loop, client) => loop.RunOne());
            _commands["connectByUpdate"] = request => OnThread(request, (loop, client) => client.Update());
        }

        /// <summary>Connects as a game does: from a thread with a context, which goes round and round.</summary>
        private Task<object> OnThread(JObject request, Action<Loop, IStreamChatClient> turn)
        {
            var done = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() =>
            {
                var main = Thread.CurrentThread.ManagedThreadId;
                var loop = new Loop();
                SynchronizationContext.SetSynchronizationContext(loop);
                var raisedOn = new ConcurrentBag<int>();
                using (var client = StreamChatClient.CreateDefaultClient(ConfigOf(request)))
                {
                    client.ConnectionStateChanged += (previous, current) => raisedOn.Add(Thread.CurrentThread.ManagedThreadId);
                    client.Connected += me => raisedOn.Add(Thread.CurrentThread.ManagedThreadId);
                    client.Connected += me => throw new InvalidOperationException("a handler that fails");
                    var connecting = client.ConnectUserAsync(
                        (string)request["apiKey"], (string)request["userId"], (string)request["token"]);
                    var wentOnOn = GoOnAsync(connecting);
                    while (!connecting.IsCompleted) turn(loop, client);
                    while (!wentOnOn.IsCompleted) loop.RunOne();
                    done.SetResult(new
                    {
                        raised = raisedOn.Count,
                        isRaisedHere = raisedOn.All(each => each == main),
                        isContinuedHere = wentOnOn.Result == main
                    });
                }
            }) { IsBackground = true }.Start();
            return done.Task;
        }

        private static async Task<int> GoOnAsync(Task task)
        {
            await task;
            return Thread.CurrentThread.ManagedThreadId;
        }

        /// <summary>The context of a thread that runs what is posted when it comes to it.</summary>
        private sealed class Loop : SynchronizationContext
        {
            private readonly BlockingCollection<KeyValuePair<SendOrPostCallback, object>> _posted =
                new BlockingCollection<KeyValuePair<SendOrPostCallback, object>>();

            public override void Post(SendOrPostCallback work, object state) =>
                _posted.Add(new KeyValuePair<SendOrPostCallback, object>(work, state));

            public void RunOne()
            {
                if (_posted.TryTake(out var next, 10)) next.Key(next.Value);
            }
        }
    }
}
