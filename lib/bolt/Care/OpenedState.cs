namespace PluginHost.Bolt.Care;

/// <summary>What a database that was checked is good for.</summary>
public enum OpenedState
{
    /// <summary>Whole: the last committed state.</summary>
    Last,

    /// <summary>The last commit is lost; the state before it is whole, and is now the last one.</summary>
    Previous,

    /// <summary>Damaged: it can't be written, and reading a damaged page is an error.</summary>
    ReadOnly,
}
