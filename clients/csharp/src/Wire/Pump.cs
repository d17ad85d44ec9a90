using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace StreamChat.Core.Wire
{
    /// <summary>
    /// Runs one thing at a time, in order: all that changes the chat's state, and the app's event handlers. Where the client was made
    /// on a thread with a context (Unity's main thread, that of windows) it all happens there, elsewhere on a background thread.
    /// </summary>
    internal sealed class Pump
    {
        private readonly ConcurrentQueue<Action> _work = new ConcurrentQueue<Action>();
        private readonly SynchronizationContext _context = SynchronizationContext.Current;
        private readonly object _turn = new object();
        private readonly Log _log;
        private int _isScheduled;

        public Pump(Log log)
        {
            _log = log;
        }

        public void Post(Action work)
        {
            _work.Enqueue(work);
            if (Interlocked.Exchange(ref _isScheduled, 1) == 1) return;
            if (_context != null) _context.Post(_ => Drain(), null);
            else ThreadPool.QueueUserWorkItem(_ => Drain());
        }

        /// <summary>Runs what is waiting. Whoever comes while another does it, or from within, leaves it to the one who does.</summary>
        public void Drain()
        {
            do
            {
                // Before the turn is asked for: who is turned away must not keep the next from being scheduled.
                Interlocked.Exchange(ref _isScheduled, 0);
                if (Monitor.IsEntered(_turn) || !Monitor.TryEnter(_turn)) return;
                try
                {
                    while (_work.TryDequeue(out var work)) Run(work);
                }
                finally
                {
                    Monitor.Exit(_turn);
                }
            }
            // Somebody may have been turned away just before the turn ended.
            while (!_work.IsEmpty);
        }

        /// <summary>Runs it in its turn. Whoever awaits this goes on outside of the pump, and may block there.</summary>
        public Task<T> RunAsync<T>(Func<T> work)
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(() =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            });
            return done.Task;
        }

        /// <summary>Runs it in its turn. Whoever awaits this goes on outside of the pump, and may block there.</summary>
        public Task RunAsync(Action work) => RunAsync(() =>
        {
            work();
            return true;
        });

        private void Run(Action work)
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                _log.Error("an event handler threw", error);
            }
        }
    }
}
