using System.Globalization;

namespace PluginHost.Bolt.Pages;

/// <summary>The number of a page; its bytes are at this number times the page size.</summary>
internal readonly record struct PageId(ulong Value) : IComparable<PageId>
{
    /// <summary>The first page after the two meta pages.</summary>
    public static readonly PageId FirstData = new(2);

    /// <summary>In a meta page: there is no freelist page.</summary>
    public static readonly PageId NoFreelist = new(ulong.MaxValue);

    public static bool operator <(PageId left, PageId right) => left.Value < right.Value;

    public static bool operator >(PageId left, PageId right) => left.Value > right.Value;

    public static bool operator <=(PageId left, PageId right) => left.Value <= right.Value;

    public static bool operator >=(PageId left, PageId right) => left.Value >= right.Value;

    public int CompareTo(PageId other) => Value.CompareTo(other.Value);

    /// <summary>The page that many pages further on.</summary>
    public PageId Plus(ulong pages) => new(checked(Value + pages));

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
