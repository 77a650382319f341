namespace Acme.Plain;

/// <summary>A library that a plugin brings along.</summary>
public static class Tool
{
    public static string Name => "a tool of Acme's own";
}
