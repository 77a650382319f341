using Grpc.Core;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Proto.Services.MetadataV1;
using PluginHost.Rpc.Client;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary>The metadata file that a command is about, and the daemon that may have it open.</summary>
internal sealed class CommandFile(CommandContext context)
{
    /// <summary>Who waits at a prompt wants to know soon who has the file.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A check or a backup of a large file takes its time.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(10);

    public CommandContext Context => context;

    public TextWriter Output => context.Output;

    public string Path { get; } = System.IO.Path.Combine(context.RootDirectory, DatabaseFile.Name);

    public DatabaseOptions Options { get; } = DatabaseFile.Options with { LockTimeout = LockTimeout };

    public DatabaseOptions Reading => Options with { ReadOnly = true };

    /// <summary>Keeps daemons away while the result lives.</summary>
    /// <exception cref="DaemonException">A daemon runs.</exception>
    public IDisposable Lock(string command)
        => context.TryLockRoot()
            ?? throw DaemonException.FailedPrecondition(
                $"a daemon runs on {context.DaemonRoot}: stop it before \"metadata {command}\"");

    /// <summary>Asks the daemon that has the file open.</summary>
    /// <exception cref="DaemonException">It does not answer, or can't do it.</exception>
    public Task<T> CallAsync<T>(Func<MetadataFile.MetadataFileClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
        => CallAsync(async (invoker, options) => await call(new MetadataFile.MetadataFileClient(invoker), options).ResponseAsync, cancellationToken);

    /// <inheritdoc cref="CallAsync{T}(Func{MetadataFile.MetadataFileClient, CallOptions, AsyncUnaryCall{T}}, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<CallInvoker, CallOptions, Task<T>> call, CancellationToken cancellationToken)
        => CallAsync(call, CallLimit, cancellationToken);

    /// <inheritdoc cref="CallAsync{T}(Func{MetadataFile.MetadataFileClient, CallOptions, AsyncUnaryCall{T}}, CancellationToken)"/>
    public async Task<T> CallAsync<T>(Func<CallInvoker, CallOptions, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(context.GrpcAddress);
        CallOptions options = new(deadline: context.Clock.GetUtcNow().UtcDateTime + limit, cancellationToken: cancellationToken);
        try
        {
            return await call(channel.CreateCallInvoker(), options);
        }
        catch (RpcException e)
        {
            string hint = e.StatusCode == StatusCode.Unavailable
                ? $"; a daemon runs on {context.DaemonRoot}, but not at this address: name its configuration with --config, or its --address"
                : "";
            string cause = e.Status.DebugException?.GetBaseException().Message is string text && !e.Status.Detail.Contains(text, StringComparison.Ordinal)
                ? $" ({text})"
                : "";
            throw new DaemonException(ErrorKind.Unknown, $"{context.GrpcAddress}: {e.Status.Detail}{cause}{hint}", e);
        }
    }
}
