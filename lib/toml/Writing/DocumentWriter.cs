using System.Text;

namespace PluginHost.Toml.Writing;

/// <summary>Writes one document: in each table first the keys with values, then the sub-tables under their headers.</summary>
internal sealed class DocumentWriter
{
    private readonly TomlWriterOptions _options;
    private readonly StringBuilder _output = new();
    private readonly ScalarWriter _scalars;
    private readonly List<string> _path = [];

    public DocumentWriter(TomlWriterOptions options)
    {
        _options = options;
        _scalars = new ScalarWriter(_output, options.Quotes);
    }

    public string Write(TomlTable root)
    {
        WriteContent(root);
        return _output.ToString();
    }

    private static bool IsUnderHeader(TomlValue value)
        => value is TomlTable || (value is TomlArray { Count: > 0 } array && array.All(element => element is TomlTable));

    private void WriteContent(TomlTable table)
    {
        NestingLimit.Check(_path.Count);
        bool hasValues = false;
        foreach ((string key, TomlValue value) in table)
        {
            if (!IsUnderHeader(value))
            {
                Indent(_path.Count);
                _scalars.WriteKey(key);
                _output.Append(" = ");
                WriteInline(value, _path.Count);
                _output.Append('\n');
                hasValues = true;
            }
        }

        bool followsParent = !hasValues;
        foreach ((string key, TomlValue value) in table)
        {
            if (IsUnderHeader(value))
            {
                _path.Add(key);
                WriteUnderHeader(value, followsParent);
                _path.RemoveAt(_path.Count - 1);
                followsParent = false;
            }
        }
    }

    private void WriteUnderHeader(TomlValue value, bool followsParent)
    {
        if (value is TomlTable table)
        {
            WriteHeader("[", "]", followsParent);
            WriteContent(table);
            return;
        }

        foreach (TomlValue element in (TomlArray)value)
        {
            WriteHeader("[[", "]]", followsParent);
            WriteContent((TomlTable)element);
            followsParent = false;
        }
    }

    private void WriteHeader(string opening, string closing, bool followsParent)
    {
        bool isBlankWanted = _options.BlankLines switch
        {
            TomlBlankLines.None => false,
            TomlBlankLines.ExceptAfterParent => !followsParent,
            _ => true,
        };
        if (isBlankWanted && _output.Length > 0)
        {
            _output.Append('\n');
        }

        Indent(_path.Count - 1);
        _output.Append(opening);
        for (int i = 0; i < _path.Count; i++)
        {
            _output.Append(i == 0 ? "" : ".");
            _scalars.WriteKey(_path[i]);
        }

        _output.Append(closing).Append('\n');
    }

    private void WriteInline(TomlValue value, int depth)
    {
        NestingLimit.Check(depth);
        switch (value)
        {
            case TomlArray array:
                WriteInlineArray(array, depth + 1);
                break;
            case TomlTable table:
                WriteInlineTable(table, depth + 1);
                break;
            default:
                _scalars.WriteValue(value);
                break;
        }
    }

    private void WriteInlineArray(TomlArray array, int depth)
    {
        _output.Append('[');
        for (int i = 0; i < array.Count; i++)
        {
            _output.Append(i == 0 ? "" : ", ");
            WriteInline(array[i], depth);
        }

        _output.Append(']');
    }

    private void WriteInlineTable(TomlTable table, int depth)
    {
        _output.Append('{');
        string separator = "";
        foreach ((string key, TomlValue value) in table)
        {
            _output.Append(separator);
            _scalars.WriteKey(key);
            _output.Append(" = ");
            WriteInline(value, depth);
            separator = ", ";
        }

        _output.Append('}');
    }

    private void Indent(int levels) => _output.Append(' ', levels * _options.IndentSize);
}
