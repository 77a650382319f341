using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One name with its value.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A name with a text.</summary>
        /// <exception cref="ArgumentException">The name has other characters than letters, digits and <c>_-.</c>, or ends in <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = NormalizedKey(key);
            if (IsBinary)
            {
                throw new ArgumentException($"metadata \"{Key}\": a name that ends in {BinaryHeaderSuffix} takes bytes", nameof(key));
            }

            _text = value;
        }

        /// <summary>A name with bytes.</summary>
        /// <exception cref="ArgumentException">The name has other characters than letters, digits and <c>_-.</c>, or no <c>-bin</c> at its end.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = NormalizedKey(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"metadata \"{Key}\": a name whose value is bytes ends in {BinaryHeaderSuffix}", nameof(key));
            }

            _bytes = (byte[])valueBytes.Clone();
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The name in lower case.</summary>
        public string Key { get; }

        /// <summary>The text; bytes are read as UTF-8.</summary>
        public string Value => _text ?? Encoding.UTF8.GetString(_bytes!);

        /// <summary>A copy of the bytes; text is given as UTF-8.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.UTF8.GetBytes(_text!) : (byte[])_bytes.Clone();

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        public override string ToString() => IsBinary ? $"[{Key}: {_bytes!.Length} bytes]" : $"[{Key}: {_text}]";

        /// <summary>Whether a name, in lower case, can be one of metadata.</summary>
        internal static bool IsKey(ReadOnlySpan<char> key) => !key.IsEmpty && !key.ContainsAnyExcept(KeyCharacters);

        /// <summary>An entry as it was received: its name is in lower case and checked by who received it.</summary>
        internal static Entry Received(string key, string value) => new(key, value, null);

        /// <summary>An entry as it was received; takes the array over.</summary>
        internal static Entry Received(string key, byte[] value) => new(key, null, value);

        private static string NormalizedKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            string lower = key.ToLowerInvariant();
            if (!IsKey(lower))
            {
                throw new ArgumentException($"metadata name \"{key}\" has characters other than letters, digits, '_', '-' and '.'", nameof(key));
            }

            return lower;
        }
    }
}
