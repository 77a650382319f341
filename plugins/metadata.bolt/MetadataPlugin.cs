using PluginHost.Bolt.Care;
using PluginHost.Events;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;
using PluginHost.Plugins.Metadata.Commands;
using PluginHost.Plugins.Metadata.Commands.Content;
using PluginHost.Plugins.Metadata.Commands.Gc;
using PluginHost.Plugins.Metadata.Migrations;
using PluginHost.Plugins.Metadata.Service;
using PluginHost.Plugins.Metadata.Storage;

[assembly: Plugin(typeof(MetadataPlugin))]

namespace PluginHost.Plugins.Metadata;

internal sealed class MetadataPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Metadata,
            Id = "bolt",
            Requires = [PluginTypes.Content, PluginTypes.Event, PluginTypes.Snapshotter],
            Config = new MetadataConfig(),
            Commands = [MetadataCommand.Registration, GcCommand.Registration, ContentCommand.Registration],
            InitFn = async static (context, cancellationToken) => await OpenAsync(context, cancellationToken),
        },
        new Registration
        {
            Type = PluginTypes.Grpc,
            Id = "metadata",
            Requires = [PluginTypes.Metadata],
            InitFn = static (context, _) => Task.FromResult<object>(new MetadataFileEndpoint(context.Plugins, context.Clock)),
        },
        new Registration
        {
            Type = PluginTypes.Grpc,
            Id = "gc",
            Requires = [PluginTypes.Metadata],
            InitFn = static (context, _) => Task.FromResult<object>(new GcEndpoint(context.Plugins)),
        },
        new Registration
        {
            Type = PluginTypes.Grpc,
            Id = "content-check",
            Requires = [PluginTypes.Metadata],
            InitFn = static (context, _) => Task.FromResult<object>(new ContentCheckEndpoint(context.Plugins)),
        },
    ];

    private static async Task<BoltMetadata> OpenAsync(InitContext context, CancellationToken cancellationToken)
    {
        MetadataConfig config = context.ConfigOf<MetadataConfig>();
        context.Meta.Exports["policy"] = config.ContentSharingPolicy;
        context.Meta.Exports["path"] = Path.Combine(context.RootDirectory, DatabaseFile.Name);

        // Content store and snapshotters may fail without taking containers and images along; a change that nobody hears of may not be made.
        _ = context.Plugins.GetSingle<IEventExchange>(PluginTypes.Event);
        context.Logger.Info("metadata content store policy set", ("policy", config.ContentSharingPolicy));
        OpenedDatabase opened = await DatabaseFile.OpenAsync(
            context.RootDirectory,
            config.NoSync,
            context.Timeouts.Get(DatabaseFile.OpenTimeoutKey),
            context.Clock,
            context.Logger,
            cancellationToken);
        string? damage = Recovery.Report(opened, context.DaemonRoot, context.Logger);
        try
        {
            if (damage is null)
            {
                SchemaVersion.Ensure(opened.Database, context.Logger);
            }
            else
            {
                context.Meta.Exports["damage"] = damage;
            }
        }
        catch
        {
            opened.Database.Dispose();
            throw;
        }

        return new BoltMetadata(new MetadataContext(
            new MetadataDatabase(opened.Database, damage, context.Clock),
            new Backends(context.Plugins),
            context.Clock,
            context.Logger,
            shareContent: config.ContentSharingPolicy == MetadataConfig.Shared));
    }
}
