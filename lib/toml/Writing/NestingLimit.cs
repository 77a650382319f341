namespace PluginHost.Toml.Writing;

/// <summary>Keeps a table that contains itself from overflowing the stack. What the reader accepts is far below.</summary>
internal static class NestingLimit
{
    private const int Deepest = 1000;

    public static void Check(int depth)
    {
        if (depth > Deepest)
        {
            throw new ArgumentException($"tables or arrays are nested deeper than {Deepest} levels; does one contain itself?");
        }
    }
}
