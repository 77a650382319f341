namespace PluginHost.Shim.Actions;

/// <summary>Ids and namespaces, as the daemon checks them: they become names of directories.</summary>
internal static class Identifier
{
    private const int MaxLength = 76;

    /// <summary>Refuses what is none: 1 to 76 letters, digits and single <c>.</c>, <c>_</c>, <c>-</c> between them.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Check(string what, string text)
    {
        if (!IsValid(text))
        {
            throw new ArgumentException($"invalid {what} \"{text}\": 1 to {MaxLength} letters, digits and single . _ - between them");
        }
    }

    private static bool IsValid(string text)
    {
        bool joint = true;
        foreach (char letter in text)
        {
            bool isJoint = letter is '.' or '_' or '-';
            if ((isJoint && joint) || (!isJoint && !char.IsAsciiLetterOrDigit(letter)))
            {
                return false;
            }

            joint = isJoint;
        }

        return text.Length <= MaxLength && !joint;
    }
}
