namespace Lanner.Interpreter.Objects;

/// <summary>The ways in which a wait ends, with the numbers of the threads proposal.</summary>
internal enum WaitResult
{
    Notified = 0,
    NotEqual = 1,
    TimedOut = 2,
}

/// <summary>The threads that wait at places of a memory (threads proposal, <c>memory.atomic.wait</c> and <c>notify</c>).</summary>
internal sealed class Waiters
{
    private readonly List<Waiter> _waiting = [];

    /// <summary>Waits to be notified, when the memory holds what is expected; for ever when the time, in nanoseconds, is
    /// negative.</summary>
    internal WaitResult Wait(int position, long nanoseconds, Func<bool> isExpected)
    {
        lock (this)
        {
            if (!isExpected())
            {
                return WaitResult.NotEqual;
            }

            var waiter = new Waiter(position);
            _waiting.Add(waiter);
            var end = nanoseconds < 0 ? long.MaxValue : Environment.TickCount64 + Math.Min(nanoseconds / 1_000_000, int.MaxValue / 2);
            while (!waiter.IsNotified)
            {
                var remaining = Math.Min(end - Environment.TickCount64, int.MaxValue / 2);
                if (remaining <= 0)
                {
                    _waiting.Remove(waiter);
                    return WaitResult.TimedOut;
                }

                Monitor.Wait(this, (int)remaining);
            }

            return WaitResult.Notified;
        }
    }

    /// <summary>Lets threads that wait at a place go on, those first that came first; gives how many.</summary>
    internal int Notify(int position, uint count)
    {
        lock (this)
        {
            var notified = _waiting.Where(waiter => waiter.Position == position).Take((int)Math.Min(count, int.MaxValue)).ToArray();
            foreach (var waiter in notified)
            {
                waiter.IsNotified = true;
                _waiting.Remove(waiter);
            }

            Monitor.PulseAll(this);
            return notified.Length;
        }
    }

    private sealed class Waiter(int position)
    {
        internal int Position => position;

        internal bool IsNotified { get; set; }
    }
}
