"""The text below the top: page lines, paragraphs, headings, lists, the ending, marks."""
