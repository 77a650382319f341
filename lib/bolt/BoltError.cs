namespace PluginHost.Bolt;

/// <summary>The closed set of reasons for which an operation on a bolt file can fail.</summary>
public enum BoltError
{
    /// <summary>Opening, reading, writing or syncing the file failed; the inner exception has the system's reason.</summary>
    Io,

    /// <summary>The file is not a bolt file, or neither of its meta pages is usable.</summary>
    Invalid,

    /// <summary>The file has another format version than 2.</summary>
    VersionMismatch,

    /// <summary>The checksum of both meta pages is wrong.</summary>
    Checksum,

    /// <summary>The file contradicts itself: a page, a key or the list of free pages is damaged.</summary>
    Corrupted,

    /// <summary>Another process kept the lock of the file until the lock timeout.</summary>
    Timeout,

    /// <summary>The database was closed.</summary>
    DatabaseNotOpen,

    /// <summary>A write was asked of a database that was opened read-only.</summary>
    DatabaseReadOnly,

    /// <summary>The transaction was committed, rolled back or disposed.</summary>
    TransactionClosed,

    /// <summary>A change was asked of a read transaction.</summary>
    TransactionNotWritable,

    /// <summary>The bucket does not exist, or was deleted earlier in this transaction.</summary>
    BucketNotFound,

    /// <summary>The bucket exists already.</summary>
    BucketExists,

    /// <summary>The name of a bucket is empty.</summary>
    BucketNameRequired,

    /// <summary>A key is empty.</summary>
    KeyRequired,

    /// <summary>A key is longer than 32768 bytes.</summary>
    KeyTooLarge,

    /// <summary>A value is longer than 2^31-2 bytes.</summary>
    ValueTooLarge,

    /// <summary>The key names a bucket where a value is meant, or a value where a bucket is meant.</summary>
    IncompatibleValue,
}
