using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>A member and its column.</summary>
    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnType = columnType;
            ColumnName = columnName;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, (DataViewType type, Delegate getter)) in _annotations)
                    builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Check.Value(kind, nameof(kind));
            Check.Value(annotationType, nameof(annotationType));
            Check.State(!_annotations.ContainsKey(kind), "Column already contains an annotation of this kind.");
            SetAnnotation(kind, annotationType, AnnotationGetter.Of(value, annotationType));
        }

        internal void SetAnnotation(string kind, DataViewType type, Delegate getter) => _annotations[kind] = (type, getter);
    }
}
