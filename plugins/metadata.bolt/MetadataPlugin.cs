using PluginHost.Bolt;
using PluginHost.Events;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;
using PluginHost.Plugins.Metadata.Migrations;
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
            InitFn = async static (context, cancellationToken) => await OpenAsync(context, cancellationToken),
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
        Database database = await DatabaseFile.OpenAsync(
            context.RootDirectory,
            config.NoSync,
            context.Timeouts.Get(DatabaseFile.OpenTimeoutKey),
            context.Clock,
            context.Logger,
            cancellationToken);
        try
        {
            SchemaVersion.Ensure(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }

        return new BoltMetadata(new MetadataContext(
            new MetadataDatabase(database),
            new Backends(context.Plugins),
            context.Clock,
            context.Logger,
            shareContent: config.ContentSharingPolicy == MetadataConfig.Shared));
    }
}
