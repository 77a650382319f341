using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Bolt.Care;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Migrations;

/// <summary>
/// Brings a file to <see cref="Schema.Version"/> (containerd core/metadata/migrations.go): a new file gets the version, an older one the steps it
/// lacks, all in one transaction; one of this or a later version is not written to.
/// </summary>
internal static class SchemaVersion
{
    private static readonly (long Version, Action<Transaction> Migrate)[] Steps =
    [
        (1, ChildrenLinks.Migrate),
        (2, IngestRecords.Migrate),
        (3, static _ => { }),
        (4, SandboxBuckets.Migrate),
    ];

    /// <summary>Before the first step of an existing file a verified copy of it is made: <c>meta.db.v3.bak</c> is one of version 3.</summary>
    /// <exception cref="DaemonException">The copy can't be made; the file is as before.</exception>
    public static void Ensure(Database database, ILogger logger)
    {
        if (database.View(IsCurrent))
        {
            return;
        }

        if (database.View(static transaction => transaction.Bucket(Schema.Root)?.Number(Schema.VersionKey)) is long version)
        {
            BackUp(database, version, logger);
        }

        database.Update(Migrate);
    }

    private static void Migrate(Transaction transaction)
    {
        if (transaction.Bucket(Schema.Root) is Bucket existing)
        {
            long version = existing.Number(Schema.VersionKey);
            foreach ((_, Action<Transaction> migrate) in Steps.Where(step => step.Version > version))
            {
                migrate(transaction);
            }
        }

        transaction.CreateBucketIfNotExists(Schema.Root).PutNumber(Schema.VersionKey, Schema.Version);
    }

    private static void BackUp(Database database, long version, ILogger logger)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{database.Path}.v{version}{Recovery.BackupSuffix}");
        try
        {
            BackupReport backup = Backup.Replace(database, path);
            logger.Info("metadata backed up before its migration", ("path", backup.Path), ("from", version), ("to", Schema.Version));
        }
        catch (BoltException e)
        {
            throw new DaemonException(
                ErrorKind.Unknown,
                $"{database.Path} has schema version {version} and is migrated to {Schema.Version} only after a backup, which failed: {e.Message}",
                e);
        }
    }

    private static bool IsCurrent(Transaction transaction)
        => transaction.Bucket(Schema.Root) is Bucket root && root.Number(Schema.VersionKey) >= Schema.Version;
}
