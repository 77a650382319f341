using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Proto.Services.IntrospectionV1;
using PluginHost.Runtime;
using PluginHost.Warnings;
using ProtoRuntimeInfo = PluginHost.Proto.Types.RuntimeInfo;
using RuntimeRequest = PluginHost.Proto.Types.RuntimeRequest;
using RuntimeVersion = PluginHost.Proto.Types.RuntimeVersion;

namespace PluginHost.Plugins.GrpcServices.Introspection;

internal sealed class IntrospectionService(IPluginSet plugins, ServerUuid uuid)
    : PluginHost.Proto.Services.IntrospectionV1.Introspection.IntrospectionBase
{
    private const string ConnectionExport = "connection";

    public override async Task<PluginsResponse> Plugins(PluginsRequest request, ServerCallContext context)
    {
        FilterSet filters = ParseFilters(request.Filters);
        PluginsResponse answer = new();
        List<Task> asked = [];
        foreach (PluginStatus status in plugins.All.Where(plugin => filters.Match(new PluginFields(plugin))))
        {
            Plugin message = status.ToMessage();
            answer.Plugins.Add(message);
            asked.Add(AddConnectionAsync(message, context.CancellationToken));
        }

        await Task.WhenAll(asked);
        return answer;
    }

    public override async Task<ServerResponse> Server(Empty request, ServerCallContext context)
    {
        ServerResponse answer = new()
        {
            Uuid = await uuid.ReadAsync(context.CancellationToken),
            Pid = (ulong)Environment.ProcessId,
            Pidns = PidNamespace(),
        };
        foreach ((string _, IWarningService warnings) in plugins.GetByType<IWarningService>(PluginTypes.Warning))
        {
            answer.Deprecations.AddRange(warnings.Warnings.Select(IntrospectionMapping.ToMessage));
        }

        return answer;
    }

    public override async Task<PluginInfoResponse> PluginInfo(PluginInfoRequest request, ServerCallContext context)
    {
        PluginStatus status = plugins.All.FirstOrDefault(plugin => plugin.Type == request.Type && plugin.Id == request.Id)
            ?? throw DaemonException.NotFound($"plugin {request.Type}.{request.Id} not found");
        PluginInfoResponse answer = new() { Plugin = status.ToMessage() };
        if (request.Options is null)
        {
            return answer;
        }

        if (status.Error is not null)
        {
            throw DaemonException.FailedPrecondition(
                $"cannot get extra info, plugin not successfully loaded: {status.Error.Message}");
        }

        if (!request.Options.Is(RuntimeRequest.Descriptor) && !request.Options.TypeUrl.EndsWith(RuntimeRequest.Descriptor.FullName, StringComparison.Ordinal))
        {
            throw new DaemonException(ErrorKind.Unknown, $"type with url {request.Options.TypeUrl}: not found");
        }

        if (!plugins.TryGetById(status.Type, status.Id, out ITaskRuntime? runtime))
        {
            throw DaemonException.NotImplemented("plugin does not provided extra information");
        }

        answer.Extra = await RuntimeInfoAsync(runtime, request.Options, context.CancellationToken);
        return answer;
    }

    /// <summary>What another process does is as good as the way to it: asked now, all side by side.</summary>
    private async Task AddConnectionAsync(Plugin message, CancellationToken cancellationToken)
    {
        if (message.InitErr is null && plugins.TryGetById(message.Type, message.Id, out IRemotePlugin? remote))
        {
            message.Exports[ConnectionExport] = await remote.ConnectionAsync(cancellationToken);
        }
    }

    private static async Task<Any> RuntimeInfoAsync(ITaskRuntime runtime, Any options, CancellationToken cancellationToken)
    {
        RuntimeRequest request = RuntimeRequest.Parser.ParseFrom(options.Value);
        RuntimeInfo info = await runtime.InfoAsync(request.RuntimePath, request.Options.ToRecord(), cancellationToken);
        ProtoRuntimeInfo message = new()
        {
            Name = info.Name,
            Version = new RuntimeVersion { Version = info.Version, Revision = info.Revision },
            Options = info.Options.ToMessage(),
            Features = info.Features.ToMessage(),
        };
        message.Annotations.Fill(info.Annotations);
        return new Any { TypeUrl = ProtoRuntimeInfo.Descriptor.FullName, Value = Google.Protobuf.MessageExtensions.ToByteString(message) };
    }

    private static FilterSet ParseFilters(IReadOnlyList<string> filters)
    {
        try
        {
            return FilterSet.ParseAll(filters);
        }
        catch (FilterSyntaxException error)
        {
            throw DaemonException.Of(ErrorKind.InvalidArgument, error.Message, error);
        }
    }

    private static ulong PidNamespace()
    {
        string target = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";
        int open = target.IndexOf('[', StringComparison.Ordinal);
        return open > 0 && ulong.TryParse(target.AsSpan(open + 1, target.Length - open - 2), out ulong inode) ? inode : 0;
    }
}
