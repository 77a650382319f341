namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>What a shim is told of the daemon.</summary>
/// <param name="GrpcAddress">Path of the gRPC socket; shims derive the name of their own socket from it.</param>
/// <param name="TtrpcAddress">Path of the socket where events go.</param>
/// <param name="SchedCore">See <see cref="RuntimeConfig.SchedCore"/>.</param>
/// <param name="DaemonVersion">Version of the daemon.</param>
/// <param name="DaemonBinary">Program with a <c>publish</c> command.</param>
internal sealed record ShimEnvironment(
    string GrpcAddress, string TtrpcAddress, bool SchedCore, string DaemonVersion, string DaemonBinary)
{
    /// <summary>What is added to the daemon's own environment.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables(string @namespace)
    {
        yield return new("GOMAXPROCS", "2");
        yield return new("MAX_SHIM_VERSION", "2");
        yield return new("TTRPC_ADDRESS", TtrpcAddress);
        yield return new("GRPC_ADDRESS", GrpcAddress);
        yield return new("NAMESPACE", @namespace);
        if (SchedCore)
        {
            yield return new("SCHED_CORE", "1");
        }
    }
}
