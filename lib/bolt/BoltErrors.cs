using System.Text;

namespace PluginHost.Bolt;

/// <summary>The texts of the errors. A message of <see cref="BoltException"/> ends with the text of its kind, or with the cause.</summary>
public static class BoltErrors
{
    private const int NameLimit = 64;

    /// <summary>The text of an error, for example <c>bucket not found</c> (bbolt errors/errors.go).</summary>
    public static string Text(this BoltError error) => error switch
    {
        BoltError.Io => "input/output error",
        BoltError.Invalid => "invalid database",
        BoltError.VersionMismatch => "version mismatch",
        BoltError.Checksum => "checksum error",
        BoltError.Corrupted => "database is damaged",
        BoltError.Timeout => "timeout",
        BoltError.DatabaseNotOpen => "database not open",
        BoltError.DatabaseReadOnly => "database is in read-only mode",
        BoltError.TransactionClosed => "tx closed",
        BoltError.TransactionNotWritable => "tx not writable",
        BoltError.BucketNotFound => "bucket not found",
        BoltError.BucketExists => "bucket already exists",
        BoltError.BucketNameRequired => "bucket name required",
        BoltError.KeyRequired => "key required",
        BoltError.KeyTooLarge => "key too large",
        BoltError.ValueTooLarge => "value too large",
        BoltError.IncompatibleValue => "incompatible value",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "not a bolt error"),
    };

    /// <summary>A key as it is shown in a message: as text if it is printable ASCII, else in hexadecimal; long ones are cut.</summary>
    internal static string Show(ReadOnlySpan<byte> key)
    {
        bool printable = !key.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
        ReadOnlySpan<byte> head = key[..Math.Min(key.Length, NameLimit)];
        string text = printable ? $"\"{Encoding.ASCII.GetString(head)}\"" : $"0x{Convert.ToHexStringLower(head)}";
        return head.Length == key.Length ? text : $"{text}… ({key.Length} bytes)";
    }
}
