namespace PluginHost.Shim.Loop;

/// <summary>A call that is due later.</summary>
internal sealed class LoopTimer(Action callback)
{
    public Action Callback { get; } = callback;

    public bool IsCancelled { get; private set; }

    /// <summary>The call will not be made.</summary>
    public void Cancel() => IsCancelled = true;
}
