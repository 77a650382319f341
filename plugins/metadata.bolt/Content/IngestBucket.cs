using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>An ingest in its bucket (<see cref="Schema"/>).</summary>
internal static class IngestBucket
{
    private const string BackendRefKey = "ref";
    private const string ExpireAtKey = "expireat";
    private const string ExpectedKey = "expected";

    /// <summary>How long an ingest outlives the last call that opened it, when no lease keeps it.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The ref by which the backend has it; empty if the record is damaged.</summary>
    public static string BackendRef(Bucket bucket) => bucket.Text(BackendRefKey);

    /// <summary>The blob that stands for an ingest without bytes of its own; null for an ordinary ingest.</summary>
    public static string? Expected(Bucket bucket) => bucket.FindText(ExpectedKey);

    /// <summary>Until when the collector leaves it; null when only a lease keeps it.</summary>
    public static Timestamp? ExpireAt(Bucket bucket) => bucket.FindTime(ExpireAtKey);

    /// <summary>Opens the record, making it if it is new, and returns the backend's ref.</summary>
    public static string Open(Bucket ingests, string @namespace, string @ref, bool leased, string? expected, Timestamp now)
    {
        Bucket bucket = ingests.CreateBucketIfNotExists(@ref);
        string backendRef = BackendRef(bucket);
        if (backendRef.Length == 0)
        {
            backendRef = BackendKey.Make(bucket.NextSequence(), @namespace, @ref);
            bucket.PutText(BackendRefKey, backendRef);
        }

        if (leased)
        {
            bucket.Delete(ExpireAtKey);
        }
        else
        {
            bucket.PutTime(ExpireAtKey, now with { Seconds = now.Seconds + (long)Lifetime.TotalSeconds });
        }

        SetExpected(bucket, expected);
        return backendRef;
    }

    /// <summary>Makes the record of an ingest that the backend has under this ref already.</summary>
    public static void Move(Bucket ingests, string @ref, string backendRef)
        => ingests.CreateBucketIfNotExists(@ref).PutText(BackendRefKey, backendRef);

    public static void SetExpected(Bucket bucket, string? expected)
    {
        if (expected is null)
        {
            bucket.Delete(ExpectedKey);
        }
        else
        {
            bucket.PutText(ExpectedKey, expected);
        }
    }
}
