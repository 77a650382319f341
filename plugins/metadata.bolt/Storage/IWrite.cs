using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>A change that waits for the writer.</summary>
internal interface IWrite
{
    /// <summary>True when it needs the writer for itself and is given the database instead of a shared transaction.</summary>
    bool IsExclusive { get; }

    /// <summary>When it was asked for, as the queue's clock counts.</summary>
    long Since { get; }

    /// <summary>Claims the change for the writer; false when its caller has gone meanwhile.</summary>
    bool TryStart();

    /// <summary>Makes the change. May be called again after a roll-back, then with nothing of the first call left in the database.</summary>
    void Apply(Transaction transaction);

    /// <summary>Does the work of an exclusive change.</summary>
    void ApplyAlone(Database database);

    /// <summary>The change is durable.</summary>
    void Succeed();

    void Fail(Exception error);
}
