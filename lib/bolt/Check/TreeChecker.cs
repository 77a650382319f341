using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Check;

/// <summary>Checks the tree of one bucket, and of the buckets in it.</summary>
/// <param name="pages">Where pages come from and faults go to.</param>
/// <param name="bucket">The names on the way to the bucket, for messages.</param>
internal sealed class TreeChecker(CheckedPages pages, string bucket)
{
    /// <summary>The name of the bucket of top-level buckets.</summary>
    public const string RootBucket = "/";

    private int? _leafDepth;

    public void Run(PageId root)
    {
        Nesting.Check();
        CheckPage(root, 0, null, null);
    }

    /// <param name="page">A page of the tree.</param>
    /// <param name="depth">0 for the root.</param>
    /// <param name="first">The key that the parent has for it; null for the root.</param>
    /// <param name="end">The key that the parent has for its right neighbour, or what lies right of the parent; null at the edge.</param>
    private void CheckPage(PageId page, int depth, byte[]? first, byte[]? end)
    {
        if (pages.Reach(page, bucket) is not byte[] bytes || Open(bytes, $"page {page}") is not PageView view)
        {
            return;
        }

        CheckKeys(view, $"page {page}", first, end);
        CheckFill(view, page, depth);
        if (view.IsLeaf)
        {
            CheckEntries(view, page);
        }
        else if (depth >= PageReader.MaxDepth)
        {
            Report($"page {page}: deeper than {PageReader.MaxDepth} levels");
        }
        else
        {
            for (int i = 0; i < view.Count; i++)
            {
                byte[]? childEnd = i + 1 < view.Count ? [.. view.KeySegment(i + 1)] : end;
                CheckPage(view.Child(i), depth + 1, [.. view.KeySegment(i)], childEnd);
            }
        }
    }

    private void CheckKeys(PageView view, string where, byte[]? first, byte[]? end)
    {
        if (first is not null && view.Count > 0 && !view.KeySegment(0).AsSpan().SequenceEqual(first))
        {
            // A greater one is found and written by us; bbolt's own checker lets it pass too.
            string fault = $"{where}: first key {Show(view, 0)} is not {BoltErrors.Show(first)}, as its parent says";
            if (view.KeySegment(0).AsSpan().SequenceCompareTo(first) < 0)
            {
                Report(fault);
            }
            else
            {
                ReportOddity(fault);
            }
        }

        for (int i = 1; i < view.Count; i++)
        {
            if (view.KeySegment(i - 1).AsSpan().SequenceCompareTo(view.KeySegment(i)) >= 0)
            {
                Report($"{where}: key {Show(view, i)} does not come after {Show(view, i - 1)}");
            }
        }

        if (end is not null && view.Count > 0 && view.KeySegment(view.Count - 1).AsSpan().SequenceCompareTo(end) >= 0)
        {
            Report($"{where}: key {Show(view, view.Count - 1)} is not below {BoltErrors.Show(end)}, where the next page begins");
        }
    }

    private void CheckFill(PageView view, PageId page, int depth)
    {
        // bbolt takes one page more than needed if the content ends with a page; a checksum may need another one as well.
        ulong most = (ulong)((view.ContentLength + PageTrailer.Size) / pages.PageSize) + 1;
        if (view.Run.Length > most)
        {
            ReportOddity($"page {page}: {view.Run.Length} pages for {view.ContentLength} bytes");
        }

        if (!view.IsLeaf)
        {
            if (view.Count < 2)
            {
                ReportOddity($"page {page}: branch with one child");
            }

            return;
        }

        if (view.Count == 0 && depth > 0)
        {
            ReportOddity($"page {page}: empty leaf");
        }

        _leafDepth ??= depth;
        if (_leafDepth != depth)
        {
            ReportOddity($"page {page}: leaf at depth {depth}, others at {_leafDepth}");
        }
    }

    private void CheckEntries(PageView view, PageId page)
    {
        for (int i = 0; i < view.Count; i++)
        {
            if (view.IsBucket(i))
            {
                string name = bucket == RootBucket ? Show(view, i) : $"{bucket}/{Show(view, i)}";
                new TreeChecker(pages, name).CheckBucket(view.ValueSegment(i), page);
            }
            else if (bucket == RootBucket)
            {
                Report($"page {page}: {Show(view, i)} is a value among the top-level buckets");
            }
        }
    }

    private void CheckBucket(ArraySegment<byte> value, PageId page)
    {
        if (value.Count < BucketValue.HeaderSize)
        {
            Report($"page {page}: bucket value of {value.Count} bytes");
            return;
        }

        BucketValue header = BucketValue.Read(value);
        if (header.Root.Value == 0)
        {
            CheckInline(value[BucketValue.HeaderSize..], $"page {page}, inline");
            return;
        }

        if (value.Count != BucketValue.HeaderSize)
        {
            Report($"page {page}: bucket value of {value.Count} bytes with a root page");
        }

        Run(header.Root);
    }

    private void CheckInline(ArraySegment<byte> bytes, string where)
    {
        if (Open(bytes, where) is not PageView view)
        {
            return;
        }

        if (!view.IsLeaf || view.Run != new PageRun(default, 1))
        {
            Report($"{where}: not a leaf numbered 0 without overflow");
            return;
        }

        CheckKeys(view, where, null, null);
        for (int i = 0; i < view.Count; i++)
        {
            if (view.IsBucket(i))
            {
                Report($"{where}: has a sub-bucket {Show(view, i)}");
            }
        }
    }

    private PageView? Open(ArraySegment<byte> bytes, string where)
    {
        try
        {
            return PageView.Open(bytes, $"{where} ({bucket})");
        }
        catch (BoltException e) when (e.Error == BoltError.Corrupted)
        {
            pages.Report(e.Message);
            return null;
        }
    }

    private void ReportOddity(string fault) => pages.ReportOddity($"{fault} ({bucket})");

    private void Report(string fault) => pages.Report($"{fault} ({bucket})");

    private static string Show(PageView view, int index) => BoltErrors.Show(view.KeySegment(index));
}
