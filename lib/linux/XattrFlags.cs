namespace PluginHost.Linux;

/// <summary>Flags of setxattr(2).</summary>
public enum XattrFlags
{
    None = 0,
    XATTR_CREATE = 1,
    XATTR_REPLACE = 2,
}
