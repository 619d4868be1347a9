"""PDF files of order forms and identity papers, read in a limited process of their own."""
