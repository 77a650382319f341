using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>A change with its result and the task of its caller.</summary>
internal sealed class Write<T> : IWrite
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private readonly Func<Transaction, T>? _change;
    private readonly Func<Database, T>? _work;
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;
    private T _result = default!;

    public Write(Func<Transaction, T> change, long since)
    {
        _change = change;
        Since = since;
    }

    public Write(Func<Database, T> work, long since)
    {
        _work = work;
        Since = since;
    }

    public long Since { get; }

    public Task<T> Completion => _completion.Task;

    public bool IsExclusive => _work is not null;

    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>Gives up while the change still waits; once it has started it is carried through.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }

    public void Apply(Transaction transaction) => _result = _change!(transaction);

    public void ApplyAlone(Database database) => _result = _work!(database);

    public void Succeed() => _completion.TrySetResult(_result);

    public void Fail(Exception error) => _completion.TrySetException(error);
}
