using Grpc.Core;
using PluginHost.Proto.Services.NamespacesV1;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Rpc.Client;
using NamespacesClient = PluginHost.Proto.Services.NamespacesV1.Namespaces.NamespacesClient;
using TasksClient = PluginHost.Proto.Services.TasksV1.Tasks.TasksClient;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>The tasks of the daemon that answers at an address, which may as well be a containerd.</summary>
internal static class DaemonTasks
{
    private const string NamespaceHeader = "containerd-namespace";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Namespace and id of each task; null when nobody answers.</summary>
    public static async Task<IReadOnlySet<(string Namespace, string Id)>?> TryListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (!File.Exists(context.GrpcAddress))
        {
            return null;
        }

        using GrpcChannel channel = GrpcChannel.ForAddress(context.GrpcAddress);
        CallInvoker invoker = channel.CreateCallInvoker();
        DateTime deadline = context.Clock.GetUtcNow().UtcDateTime + Limit;
        try
        {
            HashSet<(string Namespace, string Id)> tasks = [];
            ListNamespacesResponse spaces = await new NamespacesClient(invoker).ListAsync(
                new ListNamespacesRequest(), new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
            foreach (string space in spaces.Namespaces.Select(space => space.Name))
            {
                Grpc.Core.Metadata headers = new() { { NamespaceHeader, space } };
                ListTasksResponse answer = await new TasksClient(invoker).ListAsync(
                    new ListTasksRequest(), new CallOptions(headers, deadline, cancellationToken));
                tasks.UnionWith(answer.Tasks.Select(task => (space, task.Id)));
            }

            return tasks;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }
}
