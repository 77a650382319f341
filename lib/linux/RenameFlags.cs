namespace PluginHost.Linux;

/// <summary>Flags of renameat2(2).</summary>
[Flags]
public enum RenameFlags
{
    None = 0,
    RENAME_NOREPLACE = 1,
    RENAME_EXCHANGE = 2,
    RENAME_WHITEOUT = 4,
}
