// Threads for tests that do not depend on time.
namespace NanoWasm.Tests.Threads;

/// <summary>Runs things on threads of their own, and sees when they wait.</summary>
internal static class Threads
{
    /// <summary>Runs something on so many threads at once, and waits for all of them. What one throws is thrown here.</summary>
    public static void Run(int count, Action<int> action)
    {
        using Barrier barrier = new(count);
        Worker[] workers = [.. Enumerable.Range(0, count).Select(i => new Worker(() =>
        {
            barrier.SignalAndWait();
            action(i);
        }))];
        foreach (Worker worker in workers)
        {
            worker.Join();
        }
    }

    /// <summary>Returns once so many threads wait at addresses of a memory.</summary>
    public static void AwaitWaiters(Memory memory, int count)
    {
        while (memory.Waiters!.Count != count)
        {
            Thread.Yield();
        }
    }

    /// <summary>A thread that does something until it is joined.</summary>
    internal sealed class Worker
    {
        private readonly Thread _thread;
        private Exception? _exception;

        /// <summary>Starts it.</summary>
        public Worker(Action action)
        {
            _thread = new Thread(() => _exception = Record.Exception(action)) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Waits for its end.</summary>
        public void Join()
        {
            _thread.Join();
            if (_exception is not null)
            {
                throw new AggregateException(_exception);
            }
        }
    }
}
