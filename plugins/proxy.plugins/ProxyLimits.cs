namespace PluginHost.Plugins.Proxy;

/// <summary>
/// How long to wait for the other process. Keys of <c>[timeouts]</c>, of our own: containerd waits for ever. 0 there means no limit.
/// </summary>
/// <param name="Call">For a call that looks something up, and for the next message of a stream; default 30 s.</param>
/// <param name="Work">For a call that may copy, unpack or measure: Prepare, Commit, Remove, Apply …; default 30 min.</param>
/// <param name="Probe">
/// After how long without an answer the process is asked whether it lives, and how long it has for that; default 10 s. This is what
/// a process that hangs costs its callers; <see cref="Work"/> bounds one that lives and works.
/// </param>
internal sealed record ProxyLimits(TimeSpan Call, TimeSpan Work, TimeSpan Probe)
{
    public const string CallKey = "io.pluginhost.timeout.proxy.call";
    public const string WorkKey = "io.pluginhost.timeout.proxy.work";
    public const string ProbeKey = "io.pluginhost.timeout.proxy.probe";

    // Timers take less than 50 days.
    private static readonly TimeSpan Unlimited = TimeSpan.FromDays(30);

    public static ProxyLimits Of(ITimeouts timeouts) => new(Limit(timeouts, CallKey), Limit(timeouts, WorkKey), Limit(timeouts, ProbeKey));

    private static TimeSpan Limit(ITimeouts timeouts, string key) => timeouts.Get(key) is { Ticks: > 0 } limit ? limit : Unlimited;
}
