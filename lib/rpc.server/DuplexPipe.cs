using System.IO.Pipelines;

namespace PluginHost.Rpc.Server;

/// <summary>The two directions of a connection.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
