using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>Where a commit gets pages from and puts what it wants written.</summary>
internal interface IPageAllocator
{
    /// <summary>Contiguous pages that nothing refers to.</summary>
    PageRun Allocate(ulong length);

    /// <summary>The state that is being committed no longer needs these pages.</summary>
    void GiveUp(PageRun run);

    /// <summary>Content of allocated pages; the bytes are not changed any more.</summary>
    void Put(PageRun run, byte[] bytes);
}
