namespace PluginHost.Shim.Loop;

/// <summary>Lets one operation through at a time, in the order of their coming.</summary>
internal sealed class Gate
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Waits for the turn; disposing the pass lets the next one in.</summary>
    public async Task<Pass> EnterAsync()
    {
        if (_taken)
        {
            TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            await turn.Task;
        }

        _taken = true;

        return new Pass(this);
    }

    private void Leave()
    {
        // The gate stays taken for the next one, so that nobody slips in between.
        if (_waiting.TryDequeue(out TaskCompletionSource? next))
        {
            next.SetResult();
        }
        else
        {
            _taken = false;
        }
    }

    /// <summary>The turn of one operation.</summary>
    internal sealed class Pass(Gate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Leave();
    }
}
