namespace Proxy.Tests;

/// <summary>Where the vendor's process holds a call.</summary>
internal enum HoldPoint
{
    /// <summary>Nothing is done yet.</summary>
    Before,

    /// <summary>All is done but the answer.</summary>
    After,
}
