namespace PluginHost.Bolt.Pages;

/// <summary>What a page is; exactly one flag is set (bbolt internal/common/page.go).</summary>
[Flags]
internal enum PageFlags : ushort
{
    None = 0,
    Branch = 0x01,
    Leaf = 0x02,
    Meta = 0x04,
    Freelist = 0x10,
}
