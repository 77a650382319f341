using System.Diagnostics.CodeAnalysis;
using System.Text;
using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Values;

/// <summary>
/// Typed values in a bucket. A value that cannot be decoded is an <see cref="InvalidDataException"/> that names its key; who reads a record
/// says which record it was.
/// </summary>
internal static class BucketValues
{
    /// <summary>The text of a key; null if the key is absent.</summary>
    public static string? FindText(this Bucket bucket, string key)
        => bucket.TryGet(key, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>The text of a key; empty if the key is absent.</summary>
    public static string Text(this Bucket bucket, string key) => bucket.FindText(key) ?? "";

    public static void PutText(this Bucket bucket, string key, string value) => bucket.Put(key, value);

    /// <summary>A key that says by its presence.</summary>
    public static void PutMark(this Bucket bucket, string key) => bucket.Put(key, ReadOnlySpan<byte>.Empty);

    /// <summary>The time of a key; null if the key is absent.</summary>
    public static Timestamp? FindTime(this Bucket bucket, string key)
    {
        if (!bucket.TryGet(key, out ReadOnlySpan<byte> value))
        {
            return null;
        }

        try
        {
            return GoTime.Read(value);
        }
        catch (InvalidDataException e)
        {
            throw Named(key, e);
        }
    }

    /// <summary>The time of a key; <see cref="Timestamp.Zero"/> if the key is absent.</summary>
    public static Timestamp Time(this Bucket bucket, string key) => bucket.FindTime(key) ?? Timestamp.Zero;

    public static void PutTime(this Bucket bucket, string key, Timestamp moment)
    {
        Span<byte> value = stackalloc byte[GoTime.Length];
        GoTime.Write(value, moment);
        bucket.Put(key, value);
    }

    /// <summary>The number of a key; 0 if the key is absent.</summary>
    public static long Number(this Bucket bucket, string key)
    {
        if (!bucket.TryGet(key, out ReadOnlySpan<byte> value))
        {
            return 0;
        }

        try
        {
            return Varint.Read(value);
        }
        catch (InvalidDataException e)
        {
            throw Named(key, e);
        }
    }

    public static void PutNumber(this Bucket bucket, string key, long number)
    {
        Span<byte> value = stackalloc byte[Varint.MaximumLength];
        bucket.Put(key, value[..Varint.Write(value, number)]);
    }

    /// <summary>The value of a key; null if the key is absent.</summary>
    public static AnyValue? FindAny(this Bucket bucket, string key)
    {
        if (!bucket.TryGet(key, out ReadOnlySpan<byte> value))
        {
            return null;
        }

        try
        {
            return AnyBytes.Read(value);
        }
        catch (InvalidDataException e)
        {
            throw Named(key, e);
        }
    }

    /// <summary>Writes the value of a key. Null changes nothing: such a value can be replaced but not cleared.</summary>
    public static void PutAny(this Bucket bucket, string key, AnyValue? any)
    {
        if (any is not null)
        {
            bucket.Put(key, AnyBytes.Write(any));
        }
    }

    /// <summary>The sub-bucket <paramref name="name"/> as texts by key (labels, annotations); empty if it is absent.</summary>
    public static IReadOnlyDictionary<string, string> Map(this Bucket bucket, string name)
    {
        Bucket? map = bucket.Bucket(name);
        if (map is null)
        {
            return NoTexts;
        }

        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        Cursor cursor = map.Cursor();
        for (bool placed = cursor.First(); placed; placed = cursor.Next())
        {
            if (!cursor.IsBucket)
            {
                texts.Add(Encoding.UTF8.GetString(cursor.Key), Encoding.UTF8.GetString(cursor.Value));
            }
        }

        return texts;
    }

    /// <summary>
    /// Replaces the sub-bucket <paramref name="name"/>. Entries with an empty value are left out, which is how one is deleted; for an empty map there is
    /// no bucket.
    /// </summary>
    /// <param name="bucket">Where the sub-bucket is.</param>
    /// <param name="name">Of the sub-bucket.</param>
    /// <param name="texts">The entries.</param>
    /// <param name="place">What an error begins with.</param>
    public static void PutMap(this Bucket bucket, string name, IReadOnlyDictionary<string, string> texts, string place = "")
    {
        if (bucket.Bucket(name) is not null)
        {
            bucket.DeleteBucket(name);
        }

        if (texts.Count == 0)
        {
            return;
        }

        Bucket map = bucket.CreateBucketIfNotExists(name);
        foreach ((string key, string value) in texts)
        {
            PutEntry(map, key, value, place);
        }
    }

    /// <summary>The names of the sub-buckets, in the order of the file.</summary>
    public static IEnumerable<string> BucketNames(this Bucket bucket) => bucket.BucketNamesAfter(null);

    /// <summary>The names of the sub-buckets that come after <paramref name="after"/>, which need not exist; null: all.</summary>
    public static IEnumerable<string> BucketNamesAfter(this Bucket bucket, string? after)
    {
        Cursor cursor = bucket.Cursor();
        byte[] skipped = after is null ? [] : Encoding.UTF8.GetBytes(after);
        bool placed = after is null ? cursor.First() : cursor.Seek(skipped);
        if (placed && after is not null && cursor.Key.SequenceEqual(skipped))
        {
            placed = cursor.Next();
        }

        for (; placed; placed = cursor.Next())
        {
            if (cursor.IsBucket)
            {
                yield return Encoding.UTF8.GetString(cursor.Key);
            }
        }
    }

    /// <summary>The keys of the values, in the order of the file.</summary>
    public static IEnumerable<string> ValueKeys(this Bucket bucket)
    {
        Cursor cursor = bucket.Cursor();
        for (bool placed = cursor.First(); placed; placed = cursor.Next())
        {
            if (!cursor.IsBucket)
            {
                yield return Encoding.UTF8.GetString(cursor.Key);
            }
        }
    }

    /// <summary>False when there is no bucket, or nothing in it.</summary>
    public static bool HasEntries([NotNullWhen(true)] this Bucket? bucket) => bucket is not null && bucket.Cursor().First();

    private static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>(0);

    private static void PutEntry(Bucket map, string key, string value, string place)
    {
        if (value.Length == 0)
        {
            return;
        }

        try
        {
            map.PutText(key, value);
        }
        catch (BoltException e) when (e.Error is BoltError.KeyRequired or BoltError.KeyTooLarge)
        {
            throw new DaemonException(ErrorKind.Unknown, $"{place}failed to set label \"{key}\"=\"{value}\": {e.Error.Text()}", e);
        }
    }

    private static InvalidDataException Named(string key, InvalidDataException e) => new($"{key}: {e.Message}", e);
}
