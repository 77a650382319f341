namespace PluginHost.Host.Plugins;

/// <summary>Holds the daemon's readiness back until everybody who asked for it has let go.</summary>
internal sealed class Readiness
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending = 1; // The daemon itself, until it waits.

    /// <summary>How often <see cref="Register"/> was called.</summary>
    public int Registrations { get; private set; }

    public IDisposable Register()
    {
        lock (_lock)
        {
            Registrations++;
            _pending++;
        }

        return new Hold(this);
    }

    /// <summary>Called once, after all plugins have been initialised.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        Release();
        return _ready.Task.WaitAsync(cancellationToken);
    }

    private void Release()
    {
        bool isLast;
        lock (_lock)
        {
            isLast = --_pending == 0;
        }

        if (isLast)
        {
            _ready.TrySetResult();
        }
    }

    private sealed class Hold(Readiness readiness) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                readiness.Release();
            }
        }
    }
}
