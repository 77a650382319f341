using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Namespaces;
using PluginHost.Proto.Services.NamespacesV1;

namespace PluginHost.Plugins.GrpcServices.Namespaces;

internal sealed class NamespacesService(Components components) : PluginHost.Proto.Services.NamespacesV1.Namespaces.NamespacesBase
{
    private const string LabelPath = "labels.";

    public override async Task<GetNamespaceResponse> Get(GetNamespaceRequest request, ServerCallContext context)
        => new()
        {
            Namespace = Message(request.Name, await components.Metadata.Namespaces.LabelsAsync(request.Name, context.CancellationToken)),
        };

    public override async Task<ListNamespacesResponse> List(ListNamespacesRequest request, ServerCallContext context)
    {
        INamespaceStore store = components.Metadata.Namespaces;
        ListNamespacesResponse answer = new();
        foreach (string name in await store.ListAsync(context.CancellationToken))
        {
            answer.Namespaces.Add(Message(name, await store.LabelsAsync(name, context.CancellationToken)));
        }

        return answer;
    }

    public override async Task<CreateNamespaceResponse> Create(CreateNamespaceRequest request, ServerCallContext context)
    {
        Namespace wanted = request.Namespace.Require("namespace");
        await components.Metadata.Namespaces.CreateAsync(wanted.Name, new Dictionary<string, string>(wanted.Labels), context.CancellationToken);
        return new CreateNamespaceResponse { Namespace = wanted };
    }

    public override async Task<UpdateNamespaceResponse> Update(UpdateNamespaceRequest request, ServerCallContext context)
    {
        Namespace wanted = request.Namespace.Require("namespace");
        INamespaceStore store = components.Metadata.Namespaces;
        IReadOnlyList<string> paths = request.UpdateMask.ToPaths();
        Dictionary<string, string> labels = new(wanted.Labels);
        if (paths.Count == 0)
        {
            await store.ReplaceLabelsAsync(wanted.Name, labels, context.CancellationToken);
        }
        else
        {
            await store.SetLabelsAsync(wanted.Name, labels, [.. paths.Select(LabelKey)], context.CancellationToken);
        }

        return new UpdateNamespaceResponse();
    }

    public override async Task<Empty> Delete(DeleteNamespaceRequest request, ServerCallContext context)
    {
        await components.Metadata.Namespaces.DeleteAsync(request.Name, context.CancellationToken);
        return new Empty();
    }

    // The text is the whole text that containerd's clients see; it does not end in the kind.
    private static string LabelKey(string path)
        => path.StartsWith(LabelPath, StringComparison.Ordinal)
            ? path[LabelPath.Length..]
            : throw new DaemonException(ErrorKind.InvalidArgument, $"cannot update \"{path}\" field");

    private static Namespace Message(string name, IReadOnlyDictionary<string, string> labels)
    {
        Namespace message = new() { Name = name };
        message.Labels.Fill(labels);
        return message;
    }
}
