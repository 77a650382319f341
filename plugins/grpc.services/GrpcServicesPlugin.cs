using Grpc.Core;
using PluginHost.Plugins;
using PluginHost.Plugins.GrpcServices;
using PluginHost.Plugins.GrpcServices.Containers;
using PluginHost.Plugins.GrpcServices.Content;
using PluginHost.Plugins.GrpcServices.Diff;
using PluginHost.Plugins.GrpcServices.Events;
using PluginHost.Plugins.GrpcServices.Health;
using PluginHost.Plugins.GrpcServices.Images;
using PluginHost.Plugins.GrpcServices.Introspection;
using PluginHost.Plugins.GrpcServices.Leases;
using PluginHost.Plugins.GrpcServices.Namespaces;
using PluginHost.Plugins.GrpcServices.Sandboxes;
using PluginHost.Plugins.GrpcServices.Snapshots;
using PluginHost.Plugins.GrpcServices.Tasks;
using PluginHost.Plugins.GrpcServices.Version;
using Api = PluginHost.Proto.Services;

[assembly: Plugin(typeof(GrpcServicesPlugin))]

namespace PluginHost.Plugins.GrpcServices;

internal sealed class GrpcServicesPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        DiffServicePlugin.Registration,
        Service("introspection", [PluginTypes.Service], static context => Api.IntrospectionV1.Introspection.BindService(
            new IntrospectionService(context.Plugins, new ServerUuid(context.RootDirectory)))),
        Service("containers", [PluginTypes.Metadata], static context => Api.ContainersV1.Containers.BindService(
            new ContainersService(new Components(context.Plugins), context.Logger))),
        Service("content", [PluginTypes.Metadata], static context => Api.ContentV1.Content.BindService(
            new ContentService(new Components(context.Plugins)))),
        Service("diff", [PluginTypes.Service], static context => Api.DiffV1.Diff.BindService(
            new DiffService(new Components(context.Plugins)))),
        new Registration
        {
            Type = PluginTypes.Grpc,
            Id = "events",
            Requires = [PluginTypes.Event],
            InitFn = static (context, _) => Task.FromResult<object>(new EventsEndpoint(new Components(context.Plugins))),
        },
        Service("healthcheck", [], static context => Api.HealthV1.Health.BindService(new HealthService(context.Stopping))),
        Service("images", [PluginTypes.Metadata, PluginTypes.Gc], static context => Api.ImagesV1.Images.BindService(
            new ImagesService(new Components(context.Plugins)))),
        Service("leases", [PluginTypes.Lease], static context => Api.LeasesV1.Leases.BindService(
            new LeasesService(new Components(context.Plugins)))),
        Service("namespaces", [PluginTypes.Metadata], static context => Api.NamespacesV1.Namespaces.BindService(
            new NamespacesService(new Components(context.Plugins)))),
        Service("sandboxes", [PluginTypes.SandboxStore], static context => Api.SandboxV1.Store.BindService(
            new SandboxesService(new Components(context.Plugins)))),
        Service("snapshots", [PluginTypes.Metadata], static context => Api.SnapshotsV1.Snapshots.BindService(
            new SnapshotsService(new Components(context.Plugins)))),
        Service("tasks", [PluginTypes.RuntimeV2, PluginTypes.Metadata], Tasks),
        Service("version", [], static context => Api.VersionV1.Version.BindService(new VersionService(context.Version))),
    ];

    private static ServerServiceDefinition Tasks(InitContext context)
    {
        Components components = new(context.Plugins);
        TaskCheckpoints checkpoints = TaskCheckpoints.Open(components, context.RootDirectory);
        return Api.TasksV1.Tasks.BindService(new TasksService(components, checkpoints, context.Timeouts, context.Logger));
    }

    private static Registration Service(string id, IReadOnlyList<string> requires, Func<InitContext, ServerServiceDefinition> bind) => new()
    {
        Type = PluginTypes.Grpc,
        Id = id,
        Requires = requires,
        InitFn = (context, _) => Task.FromResult<object>(new ServiceEndpoint(bind(context))),
    };
}
