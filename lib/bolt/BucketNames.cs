using System.Text;

namespace PluginHost.Bolt;

/// <summary>
/// Opens sub-buckets (a C# type can't have a method of its own name, so this one is an extension), and lets names, keys and values
/// be UTF-8 text.
/// </summary>
public static class BucketNames
{
    /// <summary>Invalid text is an <see cref="ArgumentException"/> rather than another key.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The sub-bucket of that name; null if it does not exist or the key has a value.</summary>
    public static Bucket? Bucket(this Bucket bucket, ReadOnlySpan<byte> name) => bucket.Find(name);

    /// <inheritdoc cref="Bucket(Bucket, ReadOnlySpan{byte})"/>
    public static Bucket? Bucket(this Bucket bucket, string name) => bucket.Find(Utf8.GetBytes(name));

    /// <inheritdoc cref="Transaction.Bucket(ReadOnlySpan{byte})"/>
    public static Bucket? Bucket(this Transaction transaction, string name) => transaction.Bucket(Utf8.GetBytes(name));

    /// <inheritdoc cref="Transaction.CreateBucket(ReadOnlySpan{byte})"/>
    public static Bucket CreateBucket(this Transaction transaction, string name) => transaction.CreateBucket(Utf8.GetBytes(name));

    /// <inheritdoc cref="Transaction.CreateBucketIfNotExists(ReadOnlySpan{byte})"/>
    public static Bucket CreateBucketIfNotExists(this Transaction transaction, string name)
        => transaction.CreateBucketIfNotExists(Utf8.GetBytes(name));

    /// <inheritdoc cref="Transaction.DeleteBucket(ReadOnlySpan{byte})"/>
    public static void DeleteBucket(this Transaction transaction, string name) => transaction.DeleteBucket(Utf8.GetBytes(name));

    /// <inheritdoc cref="Bolt.Bucket.CreateBucket(ReadOnlySpan{byte})"/>
    public static Bucket CreateBucket(this Bucket bucket, string name) => bucket.CreateBucket(Utf8.GetBytes(name));

    /// <inheritdoc cref="Bolt.Bucket.CreateBucketIfNotExists(ReadOnlySpan{byte})"/>
    public static Bucket CreateBucketIfNotExists(this Bucket bucket, string name) => bucket.CreateBucketIfNotExists(Utf8.GetBytes(name));

    /// <inheritdoc cref="Bolt.Bucket.DeleteBucket(ReadOnlySpan{byte})"/>
    public static void DeleteBucket(this Bucket bucket, string name) => bucket.DeleteBucket(Utf8.GetBytes(name));

    /// <inheritdoc cref="Bolt.Bucket.Get(ReadOnlySpan{byte})"/>
    public static byte[]? Get(this Bucket bucket, string key) => bucket.Get(Utf8.GetBytes(key));

    /// <summary>The value of a key as text; null if the key does not exist or is a bucket. Invalid UTF-8 is an exception.</summary>
    public static string? GetString(this Bucket bucket, string key)
        => bucket.TryGet(Utf8.GetBytes(key), out ReadOnlySpan<byte> value) ? Utf8.GetString(value) : null;

    /// <inheritdoc cref="Bolt.Bucket.TryGet(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public static bool TryGet(this Bucket bucket, string key, out ReadOnlySpan<byte> value)
        => bucket.TryGet(Utf8.GetBytes(key), out value);

    /// <inheritdoc cref="Bolt.Bucket.Put(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static void Put(this Bucket bucket, string key, ReadOnlySpan<byte> value) => bucket.Put(Utf8.GetBytes(key), value);

    /// <inheritdoc cref="Bolt.Bucket.Put(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static void Put(this Bucket bucket, string key, string value) => bucket.Put(Utf8.GetBytes(key), Utf8.GetBytes(value));

    /// <inheritdoc cref="Bolt.Bucket.Delete(ReadOnlySpan{byte})"/>
    public static bool Delete(this Bucket bucket, string key) => bucket.Delete(Utf8.GetBytes(key));

    /// <inheritdoc cref="Cursor.Seek(ReadOnlySpan{byte})"/>
    public static bool Seek(this Cursor cursor, string key) => cursor.Seek(Utf8.GetBytes(key));
}
