using PluginHost.Bolt;
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

    public static void Ensure(Database database)
    {
        if (database.View(IsCurrent))
        {
            return;
        }

        database.Update(transaction =>
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
        });
    }

    private static bool IsCurrent(Transaction transaction)
        => transaction.Bucket(Schema.Root) is Bucket root && root.Number(Schema.VersionKey) >= Schema.Version;
}
