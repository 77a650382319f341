using System.Text;
using PluginHost.Bolt;
using PluginHost.Bolt.Storage;

namespace Bolt.Tests.Support;

/// <summary>Short ways to open a database and to look at it as a whole.</summary>
internal static class Databases
{
    public const string MemoryPath = "/memory/test.db";

    /// <summary>Small pages make deep trees of few keys.</summary>
    public static readonly DatabaseOptions SmallPages = new() { PageSize = 1024 };

    public static Database Open(string path, DatabaseOptions? options = null)
        => Database.Open(path, options ?? new DatabaseOptions(), CancellationToken.None);

    public static Database Open(IStorageFile file, DatabaseOptions? options = null)
        => Database.Open(file, MemoryPath, options ?? SmallPages);

    public static void AssertSound(this Database database)
    {
        IReadOnlyList<string> faults = database.Check();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>All keys of all buckets as boltpeer prints them.</summary>
    public static string Dump(this Database database) => database.View(Dump);

    public static string Dump(this Transaction transaction)
    {
        StringBuilder text = new();
        foreach (byte[] name in transaction.BucketNames())
        {
            Dump(transaction.Bucket(name)!, Convert.ToHexStringLower(name), text);
        }

        return text.ToString();
    }

    public static BoltError ErrorOf(Action action) => Assert.Throws<BoltException>(action).Error;

    private static void Dump(Bucket bucket, string path, StringBuilder text)
    {
        text.Append(path).Append("/ (").Append(bucket.Sequence).Append(")\n");
        foreach (BucketEntry entry in bucket.Entries())
        {
            string key = Convert.ToHexStringLower(entry.Key);
            if (entry.IsBucket)
            {
                Dump(bucket.Bucket(entry.Key)!, $"{path}/{key}", text);
            }
            else
            {
                text.Append(path).Append(' ').Append(key).Append(' ').Append(Convert.ToHexStringLower(entry.Value!)).Append('\n');
            }
        }
    }
}
